package dev.bongsu.bench;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The service that is measured: one that runs already, or one of our own in a temporary directory.
 */
final class Service implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("ready at (http://\\S+)");
  private static final Set<String> LAUNCHER = Set.of("BONGSU_HEAP", "BONGSU_JAVA_OPTS");
  private static final long STOP_SECONDS = 20;

  private final URI url;
  private final String key;
  private final @Nullable Process process;
  private final @Nullable Path directory;
  private final BongsuClient client;

  private Service(URI url, String key, @Nullable Process process, @Nullable Path directory) {
    this.url = url;
    this.key = key;
    this.process = process;
    this.directory = directory;
    this.client = new BongsuClient(url, key);
  }

  /**
   * The service that the options name, or a new one.
   *
   * @param configuration what a service of our own is configured with, empty for nothing
   */
  static Service of(Options options, String configuration, PrintStream progress)
      throws BenchException, IOException {
    URI url = options.url();
    if (url != null) {
      if (options.key() == null) {
        throw new BenchException("wanted --key for the service at " + url);
      }
      return new Service(url, options.key(), null, null);
    }
    Path directory = Files.createTempDirectory("bongsu-bench");
    List<String> command =
        new ArrayList<>(
            List.of(
                options.launcher().toString(),
                "serve",
                "--data",
                directory.resolve("data").toString(),
                "--port",
                "0"));
    if (!configuration.isEmpty()) {
      Path file = directory.resolve("bongsu.yaml");
      Files.writeString(file, configuration);
      command.addAll(List.of("--config", file.toString()));
    }
    progress.println("starting a service in " + directory);
    var builder =
        new ProcessBuilder(command).redirectError(directory.resolve("service.log").toFile());
    // It is of its own: neither at somebody's public address nor over somebody's database.
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("BONGSU_") && !LAUNCHER.contains(name));
    Process process = builder.start();
    // Whoever stops the measurement wants no service left behind.
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroy));
    URI own = awaitReady(process, directory);
    return new Service(
        own, Files.readString(directory.resolve("data/admin.key")).strip(), process, directory);
  }

  URI url() {
    return url;
  }

  String key() {
    return key;
  }

  BongsuClient client() {
    return client;
  }

  Cpu cpu() {
    return process == null ? new Cpu(this::spentElsewhere) : Cpu.of(process.toHandle());
  }

  /** As the service itself tells it. */
  private Map<String, Double> spentElsewhere() {
    try {
      return Map.of(Cpu.SERVICE, metric("process_cpu_time_ns_total") / 1e9);
    } catch (BenchException _) {
      return Map.of();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  /** The service's process, 0 where it runs elsewhere and cannot be seen. */
  long pid() {
    return process == null ? 0 : process.pid();
  }

  ServiceMemory memory() throws IOException {
    return ServiceMemory.of(process);
  }

  LoadConnection connect() throws IOException {
    return new LoadConnection(url, key);
  }

  /**
   * The sum of a counter or gauge in {@code /metrics} over all its labels, or over those lines that
   * hold all these.
   *
   * @throws BenchException if there is none
   */
  double metric(String name, String... labels) throws BenchException, InterruptedException {
    try {
      String text = client.get("/metrics").orThrow().text();
      double sum = 0;
      boolean found = false;
      for (String line : text.split("\n")) {
        if (line.startsWith(name)
            && (line.charAt(name.length()) == ' ' || line.charAt(name.length()) == '{')
            && Arrays.stream(labels).allMatch(line::contains)) {
          sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
          found = true;
        }
      }
      if (!found) {
        throw new BenchException("wanted " + name + " in /metrics but found none");
      }
      return sum;
    } catch (ClientException e) {
      throw new BenchException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    if (process != null) {
      process.destroy();
      try {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException _) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    if (directory != null) {
      try (Stream<Path> paths = Files.walk(directory)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }

  private static URI awaitReady(Process process, Path directory)
      throws BenchException, IOException {
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        return URI.create(ready.group(1));
      }
    }
    throw new BenchException("the service did not start; see " + directory.resolve("service.log"));
  }
}
