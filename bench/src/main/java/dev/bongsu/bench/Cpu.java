package dev.bongsu.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The CPU that the processes of a measurement spend: {@code service} is the service's own, {@code
 * children} those it started (its database), {@code load} ours.
 */
final class Cpu {
  private final @Nullable ProcessHandle service;

  /** {@code service} is null where it runs elsewhere and cannot be seen. */
  Cpu(@Nullable ProcessHandle service) {
    this.service = service;
  }

  /** Seconds since each process began. */
  Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    if (service != null) {
      seconds.put("service", seconds(service));
      seconds.put("children", service.descendants().mapToDouble(Cpu::seconds).sum());
    }
    seconds.put("load", seconds(ProcessHandle.current()));
    return seconds;
  }

  /** What was spent since {@code earlier}. */
  Map<String, Double> since(Map<String, Double> earlier) {
    Map<String, Double> spent = new LinkedHashMap<>();
    seconds()
        .forEach((process, now) ->
            spent.put(process, Math.max(0, now - earlier.getOrDefault(process, 0.0))));
    return spent;
  }

  private static double seconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }
}
