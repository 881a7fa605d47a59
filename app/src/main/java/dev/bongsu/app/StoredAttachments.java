package dev.bongsu.app;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.bongsu.channel.spi.Attachments;
import dev.bongsu.kernel.ObjectId;
import dev.bongsu.objects.ObjectStore;
import dev.bongsu.objects.StoredObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Lets channels attach objects without knowing where they are kept. What was attached last stays in
 * memory: a mail to a million carries one file, which is read once.
 */
final class StoredAttachments implements Attachments {
  /** One object of the largest size, and some small ones. */
  private static final long MAX_CACHED_BYTES = 32L << 20;

  private final ObjectStore objects;
  private final Cache<ObjectId, Attached> cache =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_BYTES)
          .<ObjectId, Attached>weigher((_, attached) -> (int) attached.size())
          .build();

  StoredAttachments(ObjectStore objects) {
    this.objects = objects;
  }

  @Override
  public Attached open(String objectId) throws IOException {
    ObjectId id = ObjectId.parsed(objectId).orElseThrow(() -> missing(objectId));
    try {
      Attached attached = cache.get(id, this::read);
      if (attached == null) {
        throw missing(objectId);
      }
      return attached;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Null for none: then there is nothing to remember. */
  @SuppressWarnings("NullAway") // Caffeine's own way of saying so
  private @Nullable Attached read(ObjectId id) {
    try {
      StoredObject object = objects.find(id, null).orElse(null);
      if (object == null) {
        return null;
      }
      try (InputStream in = objects.open(id, 0)) {
        byte[] bytes = in.readAllBytes();
        return new Attached(object.fileName(), object.head().contentType(), bytes.length, bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileNotFoundException missing(String objectId) {
    return new FileNotFoundException("there is no object " + objectId);
  }
}
