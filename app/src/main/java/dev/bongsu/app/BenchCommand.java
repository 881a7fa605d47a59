package dev.bongsu.app;

import dev.bongsu.bench.Bench;
import dev.bongsu.bench.BenchException;
import dev.bongsu.bench.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures. */
@Command(
    name = "bench",
    description = "Measures rates, latencies and CPU.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final int MAX_SECONDS = 3600;

  @Parameters(
      arity = "0..1",
      paramLabel = "SCENARIO",
      completionCandidates = Scenarios.class,
      description = "One of ${COMPLETION-CANDIDATES}; all when left out.")
  private @Nullable String scenario;

  @Option(
      names = "--json",
      description = "Print one JSON object a scenario; progress goes to stderr.")
  private boolean json;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "A running service; else one is started in a temporary directory.")
  private @Nullable String url;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "The administrator's key of the service at --url; else BONGSU_KEY, else what stands in"
              + " DIR/admin.key.")
  private @Nullable String key;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory of the service at --url (default: ./data).")
  private Path data = Path.of("data");

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Requests a second for ingest, email and search (default: as many as there can be; 20 for"
              + " search).")
  private int rate;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description =
          "Connections at once for ingest and for those that wait (default: 256, and 20000).")
  private @Nullable Integer connections;

  @Option(
      names = "--recipients",
      paramLabel = "N",
      description = "Members of fanout's group (default: ${DEFAULT-VALUE}).")
  private int recipients = 1_000_000;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      description = "Before measuring (default: ${DEFAULT-VALUE}).")
  private int warmup = 40;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      description = "Measuring (default: ${DEFAULT-VALUE}).")
  private int seconds = 30;

  /** Whatever there is to measure. */
  static final class Scenarios implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Bench.scenarios().keySet().iterator();
    }
  }

  @Override
  public Integer call() throws StartException, BenchException, IOException, InterruptedException {
    if (rate < 0
        || (connections != null && connections < 1)
        || recipients < 1
        || warmup < 0
        || seconds < 1
        || seconds > MAX_SECONDS
        || warmup > MAX_SECONDS) {
      throw StartException.usage(
          "bench: wanted numbers above zero, and times of at most " + MAX_SECONDS + " s");
    }
    if (scenario != null && !Bench.scenarios().containsKey(scenario)) {
      throw StartException.usage(
          "bench: wanted one of "
              + String.join(", ", Bench.scenarios().keySet())
              + " but found \""
              + scenario
              + "\"");
    }
    var options =
        new Options(
            url == null ? null : ClientOptions.serviceUrl("--url", url),
            url == null ? null : ClientOptions.key(key, data),
            launcher(),
            rate,
            connections == null ? 0 : connections,
            Duration.ofSeconds(warmup),
            Duration.ofSeconds(seconds),
            recipients);
    Bench.run(scenario, options, json, System.out, System.err);
    return 0;
  }

  private static Path launcher() throws StartException {
    String home = System.getProperty("bongsu.home");
    if (home == null) {
      throw StartException.failure(
          "bench starts services with the launcher: run it as ./bongsu bench");
    }
    return Path.of(home, "bongsu");
  }
}
