package dev.bongsu.bench;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The clock and the counters of one run: what happens before {@link #begin} is warm-up. */
final class Measurement {
  private final Latencies latencies = new Latencies();
  private final LongAdder count = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final Cpu cpu;
  private final long createdNanos = System.nanoTime();
  private Map<String, Double> cpuAtBegin = Map.of();
  private long beganNanos;
  private volatile boolean over;

  Measurement(Service service) {
    this.cpu = service.cpu();
  }

  /** Ends the warm-up. */
  void begin() {
    latencies.reset();
    count.reset();
    errors.reset();
    cpuAtBegin = cpu.seconds();
    beganNanos = System.nanoTime();
  }

  void success(long latencyNanos) {
    latencies.add(latencyNanos);
    count.increment();
  }

  void latency(long nanos) {
    latencies.add(nanos);
  }

  void successes(long number) {
    count.add(number);
  }

  void error() {
    errors.increment();
  }

  long count() {
    return count.sum();
  }

  boolean isOver() {
    return over;
  }

  /** Tells the loaders to stop. */
  void stop() {
    over = true;
  }

  /** Lets loaders warm up, then measures for a while. */
  Result during(String scenario, Options options) throws InterruptedException {
    Thread.sleep(options.warmup());
    begin();
    Thread.sleep(options.duration());
    return end(scenario, Map.of());
  }

  /** What was measured until now. */
  Result end(String scenario, Map<String, Object> extra) {
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    Result result =
        new Result(
            scenario,
            count.sum(),
            errors.sum(),
            seconds,
            Duration.ofNanos(beganNanos - createdNanos).toMillis() / 1000.0,
            latencies.snapshot(),
            cpu.since(cpuAtBegin),
            extra);
    over = true;
    return result;
  }
}
