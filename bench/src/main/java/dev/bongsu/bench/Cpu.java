package dev.bongsu.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The CPU that the processes of a measurement spend: {@code service} is the service's own, {@code
 * children} those it started (its database) where they can be seen, {@code load} ours.
 */
final class Cpu {
  /** The service's own process in what is told. */
  static final String SERVICE = "service";

  private final Supplier<Map<String, Double>> ofService;

  /** {@code ofService} tells what the service has spent, in seconds by process. */
  Cpu(Supplier<Map<String, Double>> ofService) {
    this.ofService = ofService;
  }

  /** Of a service on this machine. */
  static Cpu of(ProcessHandle service) {
    return new Cpu(() -> {
      Map<String, Double> seconds = new LinkedHashMap<>();
      seconds.put(SERVICE, seconds(service));
      seconds.put("children", service.descendants().mapToDouble(Cpu::seconds).sum());
      return seconds;
    });
  }

  /** Seconds since each process began. */
  Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>(ofService.get());
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
