package dev.bongsu.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One notification to one recipient each, from the batch endpoint into the recipient's inbox and
 * the ledger; the load follows what is delivered, so nothing piles up.
 */
final class EndToEndScenario implements Scenario {
  static final String DELIVERED = "bongsu_inbox_stored_total";
  static final String LEDGER_ROWS = "bongsu_ledger_settled_total";

  private static final int STREAMS = 2;
  private static final long BACKLOG = 10_000;
  private static final Duration LEAST = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 200;
  private static final long DRAIN_SECONDS = 60;

  @Override
  public String name() {
    return "e2e";
  }

  @Override
  public String description() {
    return "in-app deliveries, one notification each, through the whole path for at least 60 s";
  }

  @Override
  public Result run(Options options, PrintStream progress)
      throws BenchException, IOException, InterruptedException {
    Duration duration = options.duration().compareTo(LEAST) < 0 ? LEAST : options.duration();
    try (Service service = Service.of(options, "", progress)) {
      Messages.prepare(service);
      var measurement = new Measurement(service);
      var accepted = new Measurement(service);
      var backlog = new Backlog(BACKLOG);
      long before = (long) service.metric(DELIVERED);
      try (var loaders = new Loaders(accepted);
          var probes = new Loaders(measurement)) {
        for (int i = 0; i < STREAMS; i++) {
          int first = i;
          loaders.start("e2e-" + i, () -> load(service, accepted, backlog).run(first, STREAMS));
        }
        new Probe(service, measurement, "normal").start(probes);
        follow(service, backlog, before, options.warmup());
        measurement.begin();
        accepted.begin();
        long start = (long) service.metric(DELIVERED);
        long rowsBefore = (long) service.metric(LEDGER_ROWS);
        follow(service, backlog, before, duration);
        measurement.successes((long) service.metric(DELIVERED) - start);
        Result measured = measurement.end(name(), Map.of());
        accepted.stop();
        long rows = settle(service) - rowsBefore;
        long delivered = (long) service.metric(DELIVERED) - start;
        return measured.with(Map.of("ledgerRows", rows, "deliveredInAll", delivered));
      }
    }
  }

  private static BatchLoad load(Service service, Measurement accepted, Backlog backlog) {
    return new BatchLoad(
        service,
        accepted,
        number -> Messages.toRecipient(Messages.recipient(number), number, "normal"),
        backlog::await);
  }

  private static void follow(Service service, Backlog backlog, long before, Duration time)
      throws BenchException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      backlog.delivered((long) service.metric(DELIVERED) - before);
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** Waits until the ledger has caught up with the inbox: its rows stand still. */
  private static long settle(Service service) throws BenchException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
    long last = -1;
    long now = (long) service.metric(LEDGER_ROWS);
    while (now != last && System.nanoTime() < end) {
      TimeUnit.SECONDS.sleep(2);
      last = now;
      now = (long) service.metric(LEDGER_ROWS);
    }
    return now;
  }
}
