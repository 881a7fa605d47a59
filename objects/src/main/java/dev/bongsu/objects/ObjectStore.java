package dev.bongsu.objects;

import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.ObjectId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where objects are kept. An object never changes; its id follows from its bytes and its head, so
 * whoever stores the same again shares it. Each of those who stored it is an owner. For many
 * threads.
 */
public interface ObjectStore extends AutoCloseable {
  /** The most that an object may hold. */
  int MAX_BYTES = 25 * 1_048_576;

  /**
   * Keeps a file; returns when it would survive a loss of power. Where this throws, nothing is
   * left.
   *
   * @param owner the subject who stores it
   * @param content read to its end, or to one byte more than an object may hold; not closed
   * @throws ObjectSizeException if it is empty or too large
   * @throws IOException if {@code content} breaks off, or the place does not take it
   */
  StoredObject keep(ObjectHead head, String owner, InputStream content)
      throws IOException, ObjectSizeException;

  /**
   * The object with this id.
   *
   * @param owner who asks and sees only their own; null for one who sees all
   */
  Optional<StoredObject> find(ObjectId id, @Nullable String owner) throws IOException;

  /**
   * Says that a notification is about to name this object, which keeps it from being deleted until
   * the notification is recorded.
   *
   * @param owner as in {@link #find}
   * @return whether there is such an object
   */
  boolean claim(ObjectId id, @Nullable String owner);

  /**
   * The bytes of an object from this one on; for the caller to close.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there any more
   */
  InputStream open(ObjectId id, long from) throws IOException;

  /**
   * Deletes an object, or, where others own it too, this owner's claim to it.
   *
   * @param owner null for one who deletes it for all
   * @return whether there was one
   * @throws InUseException if it was claimed within the last minute
   */
  boolean delete(ObjectId id, @Nullable String owner) throws IOException, InUseException;

  /** Null while objects can be kept, else why not. */
  @Nullable String problem();

  @Override
  void close();
}
