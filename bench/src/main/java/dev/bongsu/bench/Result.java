package dev.bongsu.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a scenario measured, warm-up left out.
 *
 * @param latencies in microseconds
 * @param cpuSeconds what each process spent meanwhile
 * @param extra further figures of the scenario
 */
record Result(
    String scenario,
    long count,
    long errors,
    double seconds,
    double warmupSeconds,
    Histogram latencies,
    Map<String, Double> cpuSeconds,
    Map<String, Object> extra) {

  private static final double MICROS_PER_MILLI = 1000;
  private static final double LEAST = 1 / 10_000.0;

  /** The same with other latencies, in microseconds. */
  Result with(Histogram other) {
    return new Result(scenario, count, errors, seconds, warmupSeconds, other, cpuSeconds, extra);
  }

  /** The same with other figures of the scenario. */
  Result with(Map<String, Object> other) {
    return new Result(
        scenario, count, errors, seconds, warmupSeconds, latencies, cpuSeconds, other);
  }

  double perSecond() {
    return count / seconds;
  }

  /** As the command line's contract has it. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("scenario", scenario);
    json.put("count", count);
    json.put("errors", errors);
    json.put("seconds", rounded(seconds));
    // Of the two figures above, so that whoever divides them finds the same.
    json.put("perSecond", rounded(count / Math.max(rounded(seconds), LEAST)));
    json.put("warmupSeconds", rounded(warmupSeconds));
    Map<String, Object> latency = new LinkedHashMap<>();
    latency.put("p50", millis(latencies.getValueAtPercentile(50)));
    latency.put("p95", millis(latencies.getValueAtPercentile(95)));
    latency.put("p99", millis(latencies.getValueAtPercentile(99)));
    latency.put("max", millis(latencies.getMaxValue()));
    json.put("latencyMs", latency);
    Map<String, Object> cpu = new LinkedHashMap<>();
    cpuSeconds.forEach(
        (process, spent) -> cpu.put(process, rounded(spent * 1000 / Math.max(1, count))));
    json.put("cpuSecondsPer1000", cpu);
    json.putAll(extra);
    return json;
  }

  /** As a person reads it. */
  String text() {
    var text = new StringBuilder();
    text.append(
        "%s: %,d in %.1f s = %,.0f/s, %,d errors (after %.0f s of warm-up)%n"
            .formatted(scenario, count, seconds, perSecond(), errors, warmupSeconds));
    text.append(
        "  latency ms: p50 %.1f  p95 %.1f  p99 %.1f  max %.1f%n"
            .formatted(
                millis(latencies.getValueAtPercentile(50)),
                millis(latencies.getValueAtPercentile(95)),
                millis(latencies.getValueAtPercentile(99)),
                millis(latencies.getMaxValue())));
    text.append("  CPU seconds per 1,000:");
    cpuSeconds.forEach((process, spent) ->
        text.append("  %s %.4f".formatted(process, spent * 1000 / Math.max(1, count))));
    extra.forEach((name, value) -> text.append("%n  %s: %s".formatted(name, value)));
    return text.toString();
  }

  private static double millis(long micros) {
    return micros / MICROS_PER_MILLI;
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
