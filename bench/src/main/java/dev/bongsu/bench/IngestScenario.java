package dev.bongsu.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Single requests, each acknowledged: as many as there can be, or at a rate. */
final class IngestScenario implements Scenario {
  private static final int ACCEPTED = 202;
  private static final int CONNECTIONS = 256;

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public String description() {
    return "single requests acknowledged; --rate for an open loop";
  }

  @Override
  public Result run(Options options, PrintStream progress)
      throws BenchException, IOException, InterruptedException {
    try (Service service = Service.of(options, "", progress)) {
      Messages.prepare(service);
      var measurement = new Measurement(service);
      var numbers = new AtomicLong();
      try (var loaders = new Loaders(measurement)) {
        for (int i = 0; i < options.connectionsOr(CONNECTIONS); i++) {
          loaders.start("ingest-" + i, () -> load(service, options, measurement, numbers));
        }
        Result result = measurement.during(name(), options);
        loaders.check();
        return result;
      }
    }
  }

  private static void load(
      Service service, Options options, Measurement measurement, AtomicLong numbers)
      throws IOException {
    long start = System.nanoTime();
    try (LoadConnection connection = service.connect()) {
      while (!measurement.isOver()) {
        long number = numbers.getAndIncrement();
        // In an open loop latency counts from when the request was due, however late we are.
        long due =
            options.rate() == 0
                ? System.nanoTime()
                : start + number * 1_000_000_000L / options.rate();
        LockSupport.parkNanos(due - System.nanoTime());
        byte[] body = Messages.toRecipient(Messages.recipient(number), number, "normal");
        if (connection.post("/v1/notifications", body) == ACCEPTED) {
          measurement.success(System.nanoTime() - due);
        } else {
          measurement.error();
        }
      }
    }
  }
}
