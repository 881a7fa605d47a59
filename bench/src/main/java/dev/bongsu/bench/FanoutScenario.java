package dev.bongsu.bench;

import dev.bongsu.client.Answer;
import dev.bongsu.client.ClientException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One request to a group: how fast it is acknowledged, expanded and delivered while others pass.
 */
final class FanoutScenario implements Scenario {
  private static final String GROUP = "bench-everyone";
  private static final int LINES_A_PIECE = 1000;
  private static final long GIVE_UP_SECONDS = 600;

  @Override
  public String name() {
    return "fanout";
  }

  @Override
  public String description() {
    return "one request to a group, drained in-app; latency is of single high-priority notifications meanwhile";
  }

  @Override
  public Result run(Options options, PrintStream progress)
      throws BenchException, IOException, InterruptedException {
    int members = options.recipients();
    try (Service service = Service.of(options, "", progress)) {
      Messages.prepare(service);
      double importSeconds = importMembers(service, members, progress);
      var measurement = new Measurement(service);
      try (var loaders = new Loaders(measurement)) {
        new Probe(service, measurement, "high").start(loaders);
        TimeUnit.NANOSECONDS.sleep(options.warmup().toNanos());
        measurement.begin();
        long start = System.nanoTime();
        String id = send(service);
        double acknowledgedMs = (System.nanoTime() - start) / 1e6;
        Map<String, @Nullable Object> done = awaitCompleted(service, id, progress);
        measurement.successes(members);
        loaders.check();
        return measurement.end(
            name(),
            Map.of(
                "recipients", members,
                "acknowledgedMs", acknowledgedMs,
                "expandedSeconds", between(done, "acceptedAt", "expandedAt"),
                "completedSeconds", between(done, "acceptedAt", "completedAt"),
                "importSeconds", importSeconds));
      }
    } catch (ClientException e) {
      throw new BenchException(String.valueOf(e.getMessage()));
    }
  }

  private static double importMembers(Service service, int members, PrintStream progress)
      throws ClientException, InterruptedException {
    service.client().put("/v1/groups/" + GROUP, Map.of("name", "Everyone")).orThrow();
    progress.println("importing " + members + " members");
    long start = System.nanoTime();
    service.client().postLines("/v1/groups/" + GROUP + "/members", pieces(members)).orThrow();
    double seconds = (System.nanoTime() - start) / 1e9;
    progress.printf("imported in %.1f s%n", seconds);
    return seconds;
  }

  /** The members as pieces of a thousand lines, made as they are sent. */
  private static Iterable<byte[]> pieces(int members) {
    Iterator<byte[]> pieces =
        IntStream.iterate(0, from -> from < members, from -> from + LINES_A_PIECE)
            .mapToObj(from -> piece(from, Math.min(members, from + LINES_A_PIECE)))
            .iterator();
    return () -> pieces;
  }

  private static byte[] piece(int from, int to) {
    var piece = new StringBuilder();
    for (int i = from; i < to; i++) {
      piece.append("\"member").append(i).append("\"\n");
    }
    return piece.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String send(Service service) throws ClientException, InterruptedException {
    return service
        .client()
        .send(
            Map.of(
                "template", Messages.TEMPLATE,
                "to", Map.of("groups", List.of(GROUP)),
                "params", Map.of("orderNo", "B-1", "name", "Kim"),
                "channels", List.of("inapp"),
                "priority", "low"));
  }

  private static Map<String, @Nullable Object> awaitCompleted(
      Service service, String id, PrintStream progress)
      throws ClientException, BenchException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS);
    while (System.nanoTime() < end) {
      TimeUnit.SECONDS.sleep(1);
      Answer answer = service.client().get("/v1/notifications/" + id);
      if (answer.isSuccess()) {
        Map<String, @Nullable Object> notification = answer.object();
        progress.println(notification.get("status") + " " + notification.get("counts"));
        if ("completed".equals(notification.get("status"))) {
          return notification;
        }
      }
    }
    throw new BenchException("the notification was not completed within " + GIVE_UP_SECONDS + " s");
  }

  private static double between(Map<String, @Nullable Object> times, String from, String to) {
    return Duration.between(
                Instant.parse(String.valueOf(times.get(from))),
                Instant.parse(String.valueOf(times.get(to))))
            .toMillis()
        / 1000.0;
  }
}
