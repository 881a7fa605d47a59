package dev.bongsu.app;

import dev.bongsu.frontend.Readiness;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the parts of this process are, as {@code /readyz} tells it. */
final class Health {
  private final Map<String, Supplier<@Nullable String>> parts = new LinkedHashMap<>();
  private volatile boolean started;

  /** Adds a part; {@code problem} answers null while it works. */
  void add(String part, Supplier<@Nullable String> problem) {
    parts.put(part, problem);
  }

  /** Everything is there. */
  void started() {
    started = true;
  }

  /** How it is now. */
  Readiness readiness() {
    Map<String, Readiness.Part> now = new LinkedHashMap<>();
    boolean well = true;
    for (Map.Entry<String, Supplier<@Nullable String>> part : parts.entrySet()) {
      String problem = part.getValue().get();
      now.put(part.getKey(), new Readiness.Part(problem == null, problem));
      well &= problem == null;
    }
    if (!started) {
      return new Readiness(Readiness.Status.STARTING, now);
    }
    return new Readiness(well ? Readiness.Status.READY : Readiness.Status.FAILING, now);
  }
}
