package dev.bongsu.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The server's programs, out of the jar that carries them for this platform. They are unpacked once
 * per version.
 */
final class PostgresBinaries {
  private PostgresBinaries() {}

  /** The directory that has {@code bin/postgres}, below {@code directory}; unpacks it if needed. */
  static Path under(Path directory) throws IOException {
    String archive = archive();
    Path home = directory.resolve("programs-" + PostgresBinaries.version());
    if (Files.exists(home)) {
      return home;
    }
    Path unfinished =
        Files.createDirectory(
            directory.resolve(home.getFileName() + "." + ProcessHandle.current().pid()));
    try (InputStream in = PostgresBinaries.class.getResourceAsStream("/" + archive)) {
      if (in == null) {
        throw new DatabaseStartException(
            "there is no embedded database for this platform (" + archive + "): set database.url",
            null);
      }
      TarXz.unpack(in, unfinished);
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
      moveInto(unfinished, home);
    } finally {
      delete(unfinished);
    }
    return home;
  }

  private static void moveInto(Path unfinished, Path home) throws IOException {
    try {
      Files.move(unfinished, home);
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (FileSystemException e) {
      // Another process that shares the programs was first; ours are as good as its.
      if (!Files.exists(home)) {
        throw e;
      }
    }
  }

  /** Changes whenever the archive on the class path does. */
  private static String version() throws IOException {
    var url = PostgresBinaries.class.getResource("/" + archive());
    if (url == null) {
      return "none";
    }
    return url.openConnection() instanceof JarURLConnection jar
        ? Long.toHexString(jar.getJarEntry().getCrc())
        : "unpacked";
  }

  private static String archive() {
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    return "postgres-" + (mac ? "darwin" : "linux") + (arm ? "-arm_64.txz" : "-x86_64.txz");
  }

  /** Deletes a directory with all that is in it, if it is there. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(each);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
