package dev.bongsu.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

/** The file that holds the administrator's key. */
final class AdminKeyFile {
  private static final int MAX_BYTES = 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private AdminKeyFile() {}

  /** The key in the file, which is made if it is not there. */
  static String keep(Path file, Supplier<String> fresh) throws IOException {
    try {
      String key = read(file);
      Files.setPosixFilePermissions(file, OWNER_ONLY);
      return key;
    } catch (NoSuchFileException _) {
      write(file, fresh.get());
      return read(file);
    }
  }

  private static String read(Path file) throws IOException {
    if (Files.size(file) <= MAX_BYTES) {
      String key = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      if (KeyText.isOne(key)) {
        return key;
      }
    }
    throw new IOException(file + " should hold a key bsk_… but holds something else");
  }

  /** Aside and then by its name: whatever happens, the file holds a whole key or is not there. */
  private static void write(Path file, String key) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(aside);
    try (var channel =
        FileChannel.open(
            aside,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      var bytes = ByteBuffer.wrap((key + "\n").getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
