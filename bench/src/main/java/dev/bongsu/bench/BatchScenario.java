package dev.bongsu.bench;

import java.io.IOException;
import java.io.PrintStream;

/** Requests as lines of a batch: how many notifications are accepted. */
final class BatchScenario implements Scenario {
  private static final int STREAMS = 2;

  @Override
  public String name() {
    return "batch";
  }

  @Override
  public String description() {
    return "notifications accepted through "
        + STREAMS
        + " batch streams; latency is of single high-priority requests beside them";
  }

  @Override
  public Result run(Options options, PrintStream progress)
      throws BenchException, IOException, InterruptedException {
    try (Service service = Service.of(options, "", progress)) {
      Messages.prepare(service);
      var measurement = new Measurement(service);
      try (var loaders = new Loaders(measurement)) {
        for (int i = 0; i < STREAMS; i++) {
          int first = i;
          loaders.start(
              "batch-" + i,
              () ->
                  new BatchLoad(
                          service,
                          measurement,
                          number ->
                              Messages.toRecipient(Messages.recipient(number), number, "normal"),
                          _ -> {})
                      .run(first, STREAMS));
        }
        loaders.start("single", () -> single(service, measurement));
        Result result = measurement.during(name(), options);
        loaders.check();
        return result;
      }
    }
  }

  private static void single(Service service, Measurement measurement)
      throws IOException, InterruptedException {
    long number = 0;
    try (LoadConnection connection = service.connect()) {
      while (!measurement.isOver()) {
        long start = System.nanoTime();
        connection.post("/v1/notifications", Messages.toRecipient("single", number++, "high"));
        measurement.latency(System.nanoTime() - start);
        Thread.sleep(50);
      }
    }
  }
}
