package dev.bongsu.acceptance;

import dev.bongsu.client.BongsuClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The finished program, run as its users run it, in a process of its own. */
final class BongsuProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("Bongsu (?:is ready at (http://\\S+)|runs: .*)");
  private static final long PATIENCE_SECONDS = 180;

  private final Process process;
  private final Path data;
  private final @Nullable URI url;
  private final @Nullable BongsuClient client;

  private BongsuProcess(Process process, Path data, @Nullable URI url) throws IOException {
    this.process = process;
    this.data = data;
    this.url = url;
    this.client = url == null ? null : new BongsuClient(url, key());
  }

  /** Starts a service over {@code data}, on a free port, and waits until it is ready. */
  static BongsuProcess serve(Path data, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--port", "0"));
    arguments.addAll(List.of(options));
    return serveAsConfigured(data, arguments.toArray(String[]::new));
  }

  /** The same on the port of its configuration. */
  static BongsuProcess serveAsConfigured(Path data, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("serve", "--data", data.toString()));
    arguments.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command(arguments))
            .redirectError(
                ProcessBuilder.Redirect.appendTo(data.resolveSibling("stderr.log").toFile()))
            .start();
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        String url = ready.group(1);
        return new BongsuProcess(process, data, url == null ? null : URI.create(url));
      }
    }
    throw new IllegalStateException(
        "the service did not start: " + Files.readString(data.resolveSibling("stderr.log")));
  }

  /** Runs a command to its end. */
  static Ended run(String... arguments) throws IOException, InterruptedException {
    return run(new ProcessBuilder(command(List.of(arguments))));
  }

  /** The same with stdout into a file. */
  static Ended runInto(Path file, String... arguments) throws IOException, InterruptedException {
    return run(new ProcessBuilder(command(List.of(arguments))).redirectOutput(file.toFile()));
  }

  private static Ended run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.start();
    // Nobody is there to answer questions.
    process.getOutputStream().close();
    // A command that does not end by itself must fail the test and not hang it.
    Thread.ofVirtual().start(() -> endAfterPatience(process));
    String out;
    String err;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var errors =
          executor.submit(
              () -> new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
      out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      err = errors.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
    return new Ended(process.waitFor(), out, err);
  }

  private static void endAfterPatience(Process process) {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** How a command ended. */
  record Ended(int status, String out, String err) {}

  /** Where its frontend is. */
  URI url() {
    return Objects.requireNonNull(url, "a process without a frontend has no URL");
  }

  String key() throws IOException {
    return Files.readString(data.resolve("admin.key")).strip();
  }

  /** A client of its frontend. */
  BongsuClient client() {
    return Objects.requireNonNull(client, "a process without a frontend has no clients");
  }

  long pid() {
    return process.pid();
  }

  /** The processes that it started. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** Ends it at once, as {@code kill -9} does, and waits until it and what it started are gone. */
  void kill() throws InterruptedException {
    List<ProcessHandle> children = descendants();
    process.destroyForcibly().waitFor();
    children.forEach(child -> child.onExit().join());
    closeClient();
  }

  /** Asks it to end, as SIGTERM does; the exit status. */
  int stop() throws InterruptedException {
    closeClient();
    process.destroy();
    return awaitEnd();
  }

  /** Waits until it has ended; the exit status. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the service did not end within " + PATIENCE_SECONDS + " s");
    }
    return process.exitValue();
  }

  private void closeClient() {
    if (client != null) {
      client.close();
    }
  }

  @Override
  public void close() {
    closeClient();
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>(java());
    command.addAll(FastStart.options());
    // Where "i".toUpperCase() is "İ": whatever depends on the machine's language fails every test.
    command.addAll(List.of("-Duser.language=tr", "-Duser.region=TR"));
    command.addAll(List.of("-Dbongsu.home=" + Project.root(), "-jar", jar().toString()));
    command.addAll(arguments);
    return command;
  }

  /** A JVM as the program gets it here. */
  static List<String> java() {
    return List.of(
        ProcessHandle.current().info().command().orElse("java"),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseCompactObjectHeaders",
        "-Xmx768m",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow");
  }

  /** The program. */
  static Path jar() {
    return Project.root().resolve("app/target/bongsu.jar");
  }
}
