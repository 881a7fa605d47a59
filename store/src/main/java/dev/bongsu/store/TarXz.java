package dev.bongsu.store;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** Unpacks an archive of files, directories and links (POSIX.1-1988 ustar, GNU long names), xz. */
final class TarXz {
  private static final int BLOCK = 512;
  private static final int EXECUTABLE_BY_OWNER = 0100;

  private TarXz() {}

  /** Unpacks everything below an existing directory, readable by everybody. */
  static void unpack(InputStream archive, Path directory) throws IOException {
    try (var in = new BufferedInputStream(new XZInputStream(archive), 1 << 16)) {
      String longName = null;
      for (byte[] header = block(in); header != null; header = block(in)) {
        long size = octal(header, 124, 12);
        char type = (char) header[156];
        if (type == 'L') {
          longName = text(content(in, (int) size), 0, (int) size);
          continue;
        }
        Path path = inside(directory, longName == null ? name(header) : longName);
        longName = null;
        switch (type) {
          case '5' -> makeDirectory(path);
          case '2' -> Files.createSymbolicLink(path, Path.of(text(header, 157, 100)));
          case '1' -> Files.copy(inside(directory, text(header, 157, 100)), path);
          case '0', '\0' ->
              file(in, size, path, (octal(header, 100, 8) & EXECUTABLE_BY_OWNER) != 0);
          default -> in.skipNBytes(padded(size)); // extended headers, of which nothing is needed
        }
      }
    }
  }

  private static void makeDirectory(Path path) throws IOException {
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void file(InputStream in, long size, Path path, boolean executable)
      throws IOException {
    Path parent = path.getParent();
    if (parent != null && !Files.exists(parent)) {
      makeDirectory(parent);
    }
    try (OutputStream out = Files.newOutputStream(path)) {
      var buffer = new byte[1 << 16];
      for (long left = size; left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new EOFException("the archive ends within " + path.getFileName());
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
    in.skipNBytes(padded(size) - size);
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static byte[] content(InputStream in, int size) throws IOException {
    byte[] content = in.readNBytes(size);
    in.skipNBytes(padded(size) - size);
    return content;
  }

  /** The next header, null at the end. */
  private static byte @Nullable [] block(InputStream in) throws IOException {
    byte[] header = in.readNBytes(BLOCK);
    return header.length < BLOCK || header[0] == 0 ? null : header;
  }

  private static String name(byte[] header) {
    String name = text(header, 0, 100);
    boolean posix = header[262] == 0;
    String prefix = posix ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static Path inside(Path directory, String name) throws IOException {
    Path path = directory.resolve(name).normalize();
    if (!path.startsWith(directory)) {
      throw new IOException("the archive has an entry outside of itself");
    }
    return path;
  }

  private static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] bytes, int from, int length) {
    String digits = text(bytes, from, length).trim();
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private static long padded(long size) {
    return (size + BLOCK - 1) / BLOCK * BLOCK;
  }
}
