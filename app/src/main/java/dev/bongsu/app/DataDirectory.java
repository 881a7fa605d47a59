package dev.bongsu.app;

import dev.bongsu.store.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Where everything is kept, closed to the other accounts of this machine: what people are written,
 * and where they are reached, is nobody else's. What keeps files of its own with another account,
 * the database, closes its own part.
 */
final class DataDirectory {
  private static final Set<PosixFilePermission> FOR_US =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FOR_US_AND_A_WAY_THROUGH =
      PosixFilePermissions.fromString("rwx--x--x");

  private DataDirectory() {}

  /**
   * Makes what is missing, closed to others, and closes what an earlier version left open. A data
   * directory that is there keeps its mode, and so does a directory of objects that is there
   * elsewhere: whoever made them may have had reasons.
   *
   * @throws StartException naming what cannot be written or closed
   */
  static void prepare(Configuration configuration) throws StartException {
    Path data = configuration.data();
    boolean embeddedDatabase =
        configuration.database() instanceof Configuration.DatabasePlace.Embedded;
    try {
      if (!Files.isDirectory(data)) {
        make(
            data,
            embeddedDatabase && EmbeddedPostgres.needsWayThrough()
                ? FOR_US_AND_A_WAY_THROUGH
                : FOR_US);
      }
      Path probe = Files.createTempFile(data, ".writable", null);
      Files.delete(probe);
    } catch (IOException _) {
      throw StartException.failure("wanted a data directory that can be written but found " + data);
    }
    if (configuration.log() instanceof Configuration.LogPlace.Embedded) {
      close(log(configuration), true);
    }
    close(configuration.objects(), configuration.objects().startsWith(data));
  }

  /** Where an embedded log is. */
  static Path log(Configuration configuration) {
    return configuration.data().resolve("log");
  }

  private static void close(Path directory, boolean ours) throws StartException {
    try {
      if (!Files.isDirectory(directory)) {
        make(directory, FOR_US);
      } else if (ours && !Files.getPosixFilePermissions(directory).equals(FOR_US)) {
        Files.setPosixFilePermissions(directory, FOR_US);
      }
    } catch (FileAlreadyExistsException _) {
      throw StartException.failure("wanted a directory but found something else at " + directory);
    } catch (IOException e) {
      throw StartException.failure(
          "wanted the directory %s for this account alone but could not have it: %s"
              .formatted(directory, e));
    }
  }

  private static void make(Path directory, Set<PosixFilePermission> mode) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(FOR_US));
    Files.setPosixFilePermissions(directory, mode);
  }
}
