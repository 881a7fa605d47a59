package dev.bongsu.acceptance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What spares each start of the program most of its time: a cache that the JVM makes of one short
 * run, as the launcher has it made of a longer one. Made once for all tests, and again for another
 * build of the program.
 */
final class FastStart {
  private FastStart() {}

  /** The options by which a JVM of these flags starts with the cache. */
  static List<String> options() {
    return Cache.OPTIONS;
  }

  /** Made when the first test asks; the others wait for it. */
  private static final class Cache {
    private static final List<String> OPTIONS = make();

    private static List<String> make() {
      Path cache = Project.root().resolve("acceptance/target/bongsu.aot");
      try {
        Path jar = BongsuProcess.jar();
        if (!Files.exists(cache)
            || Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) < 0) {
          Files.deleteIfExists(cache);
          train(cache);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while the cache was made", e);
      }
      // What the JVM thinks of its cache is nothing for whoever reads the program's output.
      return List.of("-XX:AOTCache=" + cache, "-Xlog:disable", "-Xlog:all=error:stderr");
    }

    private static void train(Path cache) throws IOException, InterruptedException {
      List<String> command = new ArrayList<>(BongsuProcess.java());
      command.add("-XX:AOTCacheOutput=" + cache);
      command.addAll(List.of("-jar", BongsuProcess.jar().toString(), "train", "--brief"));
      File log = cache.resolveSibling("train.log").toFile();
      int status =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log)
              .start()
              .waitFor();
      if (status != 0 || !Files.exists(cache)) {
        throw new IllegalStateException("no cache was made, with status " + status + ": " + log);
      }
    }
  }
}
