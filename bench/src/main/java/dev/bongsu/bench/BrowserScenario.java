package dev.bongsu.bench;

import dev.bongsu.client.ClientException;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Web Push from the request to the push service of the sandbox, which checks the token of every
 * message and decrypts it, on the same processors.
 */
final class BrowserScenario implements Scenario {
  private static final String ATTEMPTS = "bongsu_provider_attempts_total";
  private static final String ACCEPTED = "result=\"accepted\"";
  private static final int BROWSERS = 500;
  private static final long BACKLOG = 5_000;
  private static final long POLL_MILLIS = 100;

  private static final long PROBE_EVERY_MILLIS = 500;

  private static final long PROBE_POLL_MILLIS = 5;

  @Override
  public String name() {
    return "browser";
  }

  @Override
  public String description() {
    return "Web Push into the sandbox, which decrypts; latency from the request to the browser";
  }

  @Override
  public Result run(Options options, PrintStream progress)
      throws BenchException, IOException, InterruptedException {
    try (Service service = Service.of(options, "", progress)) {
      Messages.prepare(service);
      List<String> browsers = subscribe(service);
      var measurement = new Measurement(service);
      var loading = new Measurement(service);
      var backlog = new Backlog(BACKLOG);
      double before = service.metric(ATTEMPTS);
      try (var loaders = new Loaders(loading);
          var probes = new Loaders(measurement)) {
        loaders.start("browser", () -> load(service, loading, backlog, browsers).run(0, 1));
        probes.start("probe", () -> probe(service, measurement, browsers.getFirst()));
        follow(service, backlog, before, options.warmup());
        measurement.begin();
        double failed = failed(service);
        double accepted = service.metric(ATTEMPTS, ACCEPTED);
        follow(service, backlog, before, options.duration());
        long taken = (long) (service.metric(ATTEMPTS, ACCEPTED) - accepted);
        measurement.successes(taken);
        for (double i = failed(service); i > failed; i--) {
          measurement.error();
        }
        Result result = measurement.end(name(), Map.of());
        loading.stop();
        loaders.check();
        probes.check();
        return result;
      }
    }
  }

  private static double failed(Service service) throws BenchException, InterruptedException {
    return service.metric(ATTEMPTS, "result=\"failed\"")
        + service.metric(ATTEMPTS, "result=\"retried\"");
  }

  private static List<String> subscribe(Service service)
      throws BenchException, InterruptedException {
    List<String> browsers = new ArrayList<>();
    try {
      for (int i = 0; i < BROWSERS; i++) {
        browsers.add(
            Json.writeText(
                service.client().post("/v1/sandbox/subscriptions", null).orThrow().object()));
      }
    } catch (ClientException e) {
      throw new BenchException(String.valueOf(e.getMessage()));
    }
    return browsers;
  }

  private static BatchLoad load(
      Service service, Measurement loading, Backlog backlog, List<String> browsers) {
    return new BatchLoad(
        service,
        loading,
        number -> Messages.toBrowser(browsers.get((int) (number % BROWSERS)), number),
        backlog::await);
  }

  private static void follow(Service service, Backlog backlog, double before, Duration time)
      throws BenchException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      backlog.delivered((long) (service.metric(ATTEMPTS) - before));
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** Single messages of high priority, each looked for by its notification's id. */
  private static void probe(Service service, Measurement measurement, String browser)
      throws BenchException, InterruptedException {
    try {
      for (long number = 0; !measurement.isOver(); number++) {
        long start = System.nanoTime();
        Map<String, Object> request =
            Map.of(
                "template",
                Messages.TEMPLATE,
                "to",
                Map.of(
                    "addresses",
                    List.of(Map.of("channel", "browser", "address", Json.read(browser)))),
                "params",
                Map.of("orderNo", "P-" + number, "name", "Kim"),
                "channels",
                List.of("browser"),
                "priority",
                "high");
        Object id =
            service.client().post("/v1/notifications", request).orThrow().object().get("id");
        String shown = "/v1/sandbox/messages?channel=browser&limit=1&notification=" + id;
        while (!service.client().get(shown).orThrow().text().contains("\"deliveryId\"")) {
          if (measurement.isOver()) {
            return;
          }
          TimeUnit.MILLISECONDS.sleep(PROBE_POLL_MILLIS);
        }
        measurement.latency(System.nanoTime() - start);
        TimeUnit.MILLISECONDS.sleep(PROBE_EVERY_MILLIS);
      }
    } catch (ClientException | JsonException e) {
      throw new BenchException(String.valueOf(e.getMessage()));
    }
  }
}
