package dev.bongsu.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A child process that cannot outlive us, however we end: beside it waits a shell on a pipe from
 * us, and when the kernel closes the pipe, the child gets SIGQUIT. Through the same pipe we send
 * the signals that Java cannot send. A session of its own keeps the terminal's Ctrl-C from it.
 */
final class GuardedProcess {
  private static final String GUARD =
      """
      exec 3<&0 </dev/null
      { while read -r signal <&3; do kill -s "$signal" $$; done; kill -s QUIT $$; } 2>/dev/null &
      exec "$@" 3<&-
      """;
  private static final List<Path> SETSID =
      List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

  private static final Duration LAST_LINES_LIMIT = Duration.ofSeconds(1);

  private final Process process;
  private final Thread lines;

  private GuardedProcess(Process process, Thread lines) {
    this.process = process;
    this.lines = lines;
  }

  /**
   * Starts a command.
   *
   * @param lines is handed every line that the command says, on a thread of its own
   */
  static GuardedProcess start(
      List<String> command, Path directory, Map<String, String> environment, Consumer<String> lines)
      throws IOException {
    List<String> guarded = new ArrayList<>();
    SETSID.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .ifPresent(guarded::add);
    guarded.addAll(List.of("/bin/sh", "-c", GUARD, "guard"));
    guarded.addAll(command);
    var builder =
        new ProcessBuilder(guarded).directory(directory.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    Thread hand =
        Thread.ofVirtual()
            .name("lines-of-" + process.pid())
            .start(() -> hand(process.inputReader(StandardCharsets.UTF_8), lines));
    return new GuardedProcess(process, hand);
  }

  private static void hand(BufferedReader reader, Consumer<String> lines) {
    try (reader) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.accept(line);
      }
    } catch (IOException e) {
      lines.accept("its output cannot be read any more: " + e.getMessage());
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a signal by its POSIX name, such as {@code INT}; a process that has ended is let be. */
  void signal(String name) {
    try {
      OutputStream guard = process.getOutputStream();
      guard.write((name + "\n").getBytes(StandardCharsets.UTF_8));
      guard.flush();
    } catch (IOException e) {
      if (process.isAlive()) {
        process.destroyForcibly();
      }
    }
  }

  /** Waits for its end and its last words, lets the guard go, and answers how it ended. */
  int awaitEnd() throws InterruptedException {
    int status = process.waitFor();
    closePipe();
    lines.join(LAST_LINES_LIMIT);
    return status;
  }

  /** As {@link #awaitEnd()}; after {@code max} it is killed. */
  void awaitEnd(Duration max) throws InterruptedException {
    if (!process.waitFor(max.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
    }
    closePipe();
  }

  private void closePipe() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The guard has gone already, which is what closing is for.
    }
  }
}
