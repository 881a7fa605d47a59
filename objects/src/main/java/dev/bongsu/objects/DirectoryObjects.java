package dev.bongsu.objects;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.FreshCache;
import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.ObjectId;
import dev.bongsu.kernel.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Objects in a directory, each a directory of its own that comes and goes by renaming, so that
 * there is never half of one:
 *
 * <pre>
 * ab/abcdef01-…/content      the bytes
 *               about.json   type, disposition, SHA-256, size
 *               owner-…      empty, one for each owner; the name is the SHA-256 of the subject
 * incoming/                  what is on its way: see {@link Incoming}
 * </pre>
 *
 * <p>Several processes may share it over a file system that knows locks and atomic renames.
 */
public final class DirectoryObjects implements ObjectStore {
  private static final String CONTENT = "content";
  private static final String ABOUT = "about.json";
  private static final String OWNER = "owner-";
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int LOCKS = 64;
  private static final long LEAST_FREE_BYTES = 64L << 20;

  /** The planner has recorded a notification long before. */
  private static final Duration CLAIMED_FOR = Duration.ofMinutes(1);

  /** A claim is written down once in this time, not once a notification. */
  private static final Duration CLAIM_AGAIN = Duration.ofSeconds(10);

  private static final int MAX_CLAIMS = 10_000;

  private final Path directory;
  private final Clock clock;
  private final Incoming incoming;
  private final Object[] locks = new Object[LOCKS];
  private final FreshCache<Claim, Boolean> claims;

  private record Claim(ObjectId id, @Nullable String owner) {}

  private DirectoryObjects(Path directory, Incoming incoming, Clock clock, LongSupplier nanoTime) {
    this.directory = directory;
    this.incoming = incoming;
    this.clock = clock;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
    this.claims = new FreshCache<>(MAX_CLAIMS, CLAIM_AGAIN, Duration.ZERO, nanoTime, this::written);
  }

  /**
   * Objects in this directory, which is made if need be; what processes that died left half done
   * goes.
   *
   * @param nanoTime the time as by {@link System#nanoTime}, by which claims age
   * @throws IOException if the directory cannot be had
   */
  public static DirectoryObjects open(Path directory, Clock clock, LongSupplier nanoTime)
      throws IOException {
    Files.createDirectories(directory);
    Incoming incoming = Incoming.open(directory.resolve("incoming"));
    return new DirectoryObjects(directory, incoming, clock, nanoTime);
  }

  @Override
  public StoredObject keep(ObjectHead head, String owner, InputStream content)
      throws IOException, ObjectSizeException {
    Path fresh = incoming.place();
    try {
      Files.createDirectory(fresh);
      StoredObject object = write(head, content, fresh);
      Files.createFile(fresh.resolve(ownerFile(owner)));
      Incoming.sync(fresh);
      place(object.id(), fresh, owner);
      return object;
    } finally {
      Incoming.remove(fresh);
    }
  }

  @Override
  public Optional<StoredObject> find(ObjectId id, @Nullable String owner) throws IOException {
    if (!isThere(id, owner)) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(id, Files.readAllBytes(at(id).resolve(ABOUT))));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  @Override
  public boolean claim(ObjectId id, @Nullable String owner) {
    return claims.find(new Claim(id, owner)).isPresent();
  }

  @Override
  public InputStream open(ObjectId id, long from) throws IOException {
    FileChannel channel = FileChannel.open(at(id).resolve(CONTENT), StandardOpenOption.READ);
    try {
      return Channels.newInputStream(channel.position(from));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public boolean delete(ObjectId id, @Nullable String owner) throws IOException, InUseException {
    synchronized (lock(id)) {
      if (!isThere(id, owner)) {
        return false;
      }
      Path object = at(id);
      if (owner == null || owners(object) == 1) {
        Instant claimed = Files.getLastModifiedTime(object.resolve(ABOUT)).toInstant();
        if (claimed.plus(CLAIMED_FOR).isAfter(clock.instant())) {
          throw new InUseException(List.of("a notification that is just being sent"));
        }
        Path grave = incoming.place();
        Files.move(object, grave, StandardCopyOption.ATOMIC_MOVE);
        Incoming.sync(parent(object));
        Incoming.remove(grave);
      } else {
        Files.deleteIfExists(object.resolve(ownerFile(owner)));
        Incoming.sync(object);
      }
      claims.forget(new Claim(id, owner));
      claims.forget(new Claim(id, null));
      return true;
    }
  }

  @Override
  public @Nullable String problem() {
    try {
      long free = Files.getFileStore(directory).getUsableSpace();
      return !Files.isWritable(directory)
          ? "the directory of objects cannot be written"
          : free < LEAST_FREE_BYTES ? "the disk of objects is full" : null;
    } catch (IOException _) {
      return "the directory of objects does not answer";
    }
  }

  @Override
  public void close() {
    incoming.close();
  }

  private StoredObject write(ObjectHead head, InputStream content, Path fresh)
      throws IOException, ObjectSizeException {
    MessageDigest digest = Sha256.digest();
    long size = copy(new DigestInputStream(content, digest), fresh.resolve(CONTENT));
    byte[] sha256 = digest.digest();
    digest.update(sha256);
    ObjectId id = ObjectId.ofDigest(digest.digest(head.bytes()));
    var object = new StoredObject(id, head, HexFormat.of().formatHex(sha256), size);
    Map<String, @Nullable Object> about = new LinkedHashMap<>();
    about.put("contentType", head.contentType());
    about.put("contentDisposition", head.contentDisposition());
    about.put("sha256", object.sha256());
    about.put("size", object.sizeBytes());
    Path aboutFile = fresh.resolve(ABOUT);
    Files.write(aboutFile, Json.write(about));
    // So old that nobody takes it for claimed.
    Files.setLastModifiedTime(aboutFile, FileTime.from(Instant.EPOCH));
    Incoming.sync(aboutFile);
    return object;
  }

  private static long copy(InputStream content, Path file) throws IOException, ObjectSizeException {
    long size = 0;
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = Channels.newOutputStream(channel)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        size += read;
        if (size > MAX_BYTES) {
          throw new ObjectSizeException(false);
        }
        out.write(buffer, 0, read);
      }
      channel.force(true);
    }
    if (size == 0) {
      throw new ObjectSizeException(true);
    }
    return size;
  }

  /** Puts it where it belongs, or, where it is already, adds the owner. */
  private void place(ObjectId id, Path fresh, String owner) throws IOException {
    Path object = at(id);
    synchronized (lock(id)) {
      if (Files.exists(object)) {
        addOwner(object, owner);
        return;
      }
      Path shard = parent(object);
      if (Files.notExists(shard)) {
        Files.createDirectories(shard);
        Incoming.sync(directory);
      }
      try {
        Files.move(fresh, object, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        // Another process may have come first; then its object is as good as ours.
        if (Files.notExists(object)) {
          throw e;
        }
        addOwner(object, owner);
        return;
      }
      Incoming.sync(shard);
    }
  }

  private static void addOwner(Path object, String owner) throws IOException {
    try {
      Files.createFile(object.resolve(ownerFile(owner)));
      Incoming.sync(object);
    } catch (FileAlreadyExistsException _) {
      // They stored it before.
    }
  }

  private boolean isThere(ObjectId id, @Nullable String owner) {
    return Files.exists(at(id).resolve(owner == null ? ABOUT : ownerFile(owner)));
  }

  private Optional<Boolean> written(Claim claim) {
    synchronized (lock(claim.id())) {
      if (!isThere(claim.id(), claim.owner())) {
        return Optional.empty();
      }
      try {
        Files.setLastModifiedTime(at(claim.id()).resolve(ABOUT), FileTime.from(clock.instant()));
        return Optional.of(true);
      } catch (NoSuchFileException _) {
        return Optional.empty();
      } catch (IOException e) {
        throw new UncheckedIOException("an object could not be claimed", e);
      }
    }
  }

  private static long owners(Path object) throws IOException {
    try (Stream<Path> files = Files.list(object)) {
      return files.filter(each -> nameOf(each).startsWith(OWNER)).count();
    }
  }

  private static StoredObject read(ObjectId id, byte[] about) throws IOException {
    try {
      Map<String, @Nullable Object> json = Json.readObject(about);
      Object disposition = json.get("contentDisposition");
      if (json.get("contentType") instanceof String type
          && json.get("sha256") instanceof String sha256
          && json.get("size") instanceof Long size) {
        String said = disposition == null ? null : disposition.toString();
        return new StoredObject(id, new ObjectHead(type, said), sha256, size);
      }
    } catch (JsonException e) {
      throw new IOException("what is known about object " + id + " cannot be read", e);
    }
    throw new IOException("what is known about object " + id + " is not whole");
  }

  private Path at(ObjectId id) {
    String name = id.toString();
    return directory.resolve(name.substring(0, 2)).resolve(name);
  }

  private Object lock(ObjectId id) {
    return locks[Math.floorMod(id.hashCode(), LOCKS)];
  }

  private static String ownerFile(String owner) {
    byte[] name = Sha256.of(owner.getBytes(StandardCharsets.UTF_8));
    return OWNER + HexFormat.of().formatHex(name);
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("an object stands in a directory");
    }
    return parent;
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }
}
