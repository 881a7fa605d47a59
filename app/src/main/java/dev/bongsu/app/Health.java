package dev.bongsu.app;

import dev.bongsu.frontend.Readiness;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the parts of this process are, as {@code /readyz} tells it. */
final class Health {
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private volatile boolean started;

  private record Part(Supplier<@Nullable String> problem, Supplier<@Nullable String> remark) {}

  /** Adds a part; {@code problem} answers null while it works. */
  void add(String part, Supplier<@Nullable String> problem) {
    add(part, problem, () -> null);
  }

  /** The same; {@code remark} says what is worth knowing while it works, null for nothing. */
  void add(String part, Supplier<@Nullable String> problem, Supplier<@Nullable String> remark) {
    parts.put(part, new Part(problem, remark));
  }

  /** Everything is there. */
  void started() {
    started = true;
  }

  /** How it is now. */
  Readiness readiness() {
    Map<String, Readiness.Part> now = new LinkedHashMap<>();
    boolean well = true;
    for (Map.Entry<String, Part> part : parts.entrySet()) {
      String problem = part.getValue().problem().get();
      String detail = problem == null ? part.getValue().remark().get() : problem;
      now.put(part.getKey(), new Readiness.Part(problem == null, detail));
      well &= problem == null;
    }
    if (!started) {
      return new Readiness(Readiness.Status.STARTING, now);
    }
    return new Readiness(well ? Readiness.Status.READY : Readiness.Status.FAILING, now);
  }
}
