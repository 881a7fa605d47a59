package dev.bongsu.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many files and sockets a process may have open (Linux: {@code /proc/PID/limits}). */
final class OpenFiles {
  private static final String LINE = "Max open files";

  private OpenFiles() {}

  /** The limit in force; {@link Integer#MAX_VALUE} where none is known. */
  static int limit(long pid) throws IOException {
    Path limits = Path.of("/proc", Long.toString(pid), "limits");
    if (!Files.isReadable(limits)) {
      return Integer.MAX_VALUE;
    }
    for (String line : Files.readAllLines(limits)) {
      if (line.startsWith(LINE)) {
        String soft = line.substring(LINE.length()).strip().split("\\s+", 2)[0];
        return soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft);
      }
    }
    return Integer.MAX_VALUE;
  }
}
