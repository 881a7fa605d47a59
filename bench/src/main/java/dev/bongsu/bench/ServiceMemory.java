package dev.bongsu.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the service's own process (Linux: {@code /proc/PID/smaps_rollup}); pages that it
 * shares with others count in full in the one figure and in part in the other.
 */
record ServiceMemory(long rssKib, long pssKib) {
  private static final int KIB_PER_MIB = 1024;

  /** As it is now; zeros where it cannot be seen. */
  static ServiceMemory of(@Nullable Process process) throws IOException {
    if (process == null) {
      return new ServiceMemory(0, 0);
    }
    Path sums = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
    long rss = 0;
    long pss = 0;
    if (Files.isReadable(sums)) {
      for (String line : Files.readAllLines(sums)) {
        if (line.startsWith("Rss:")) {
          rss = kib(line);
        } else if (line.startsWith("Pss:")) {
          pss = kib(line);
        }
      }
    }
    return new ServiceMemory(rss, pss);
  }

  void put(Map<String, Object> extra, String when) {
    extra.put("serviceRssMib" + when, rssKib / KIB_PER_MIB);
    extra.put("servicePssMib" + when, pssKib / KIB_PER_MIB);
  }

  private static long kib(String line) {
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
