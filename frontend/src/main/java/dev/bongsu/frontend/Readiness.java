package dev.bongsu.frontend;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the process does its work, part by part, as {@code /readyz} shows it.
 *
 * @param parts by name: {@code log}, {@code database}, {@code channel.email} …
 */
public record Readiness(Status status, Map<String, Part> parts) {
  public Readiness {
    parts = new LinkedHashMap<>(parts);
  }

  /** The whole. */
  public enum Status {
    READY("ready"),
    STARTING("starting"),
    FAILING("failing");

    private final String apiName;

    Status(String apiName) {
      this.apiName = apiName;
    }

    String apiName() {
      return apiName;
    }
  }

  /**
   * One part.
   *
   * @param detail what is wrong or worth knowing, null for nothing
   */
  public record Part(boolean up, @Nullable String detail) {}
}
