package dev.bongsu.objects;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where files stand before they are objects, and after. Each process has a directory of its own in
 * it, and holds a lock there while it lives; so what a dead one left can be told from what a living
 * one is at.
 */
final class Incoming implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);
  private static final String LOCK = "lock";
  private static final int MAX_TRIES = 10;

  private final Path own;
  private final FileChannel lock;

  private Incoming(Path own, FileChannel lock) {
    this.own = own;
    this.lock = lock;
  }

  static Incoming open(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> others = Files.list(directory)) {
      others.filter(Incoming::isAbandoned).toList().forEach(Incoming::remove);
    }
    for (int i = 0; i < MAX_TRIES; i++) {
      Path own = Files.createDirectory(directory.resolve(UUID.randomUUID().toString()));
      FileChannel lock = lockFile(own);
      // Whoever starts at the same moment may take it for abandoned before it is locked.
      if (lock.tryLock() != null && Files.exists(own.resolve(LOCK))) {
        return new Incoming(own, lock);
      }
      lock.close();
    }
    throw new IOException("wanted a place of our own in " + directory + " but others take it");
  }

  /** A path at which there is nothing yet. */
  Path place() {
    return own.resolve(UUID.randomUUID().toString());
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("the lock of {} is not released: {}", own, e.getMessage());
    }
    remove(own);
  }

  /** Makes a file, or the names in a directory, survive a loss of power. */
  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Removes whatever is there; what cannot be removed is removed at the next start. */
  static void remove(Path path) {
    if (Files.notExists(path)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      LOG.warn("{} is left behind: {}", path, e.getMessage());
    }
  }

  private static boolean isAbandoned(Path other) {
    try (FileChannel channel = lockFile(other);
        FileLock taken = channel.tryLock()) {
      return isTaken(taken);
    } catch (OverlappingFileLockException _) {
      return false; // of this very process
    } catch (IOException e) {
      LOG.warn("{} is left as it is: {}", other, e.getMessage());
      return false;
    }
  }

  private static boolean isTaken(@Nullable FileLock lock) {
    return lock != null;
  }

  private static FileChannel lockFile(Path directory) throws IOException {
    return FileChannel.open(
        directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }
}
