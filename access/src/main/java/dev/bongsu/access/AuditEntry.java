package dev.bongsu.access;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who tried what, and what came of it.
 *
 * @param id grows with time
 * @param actor a subject, or {@code anonymous}
 * @param action what was tried: {@code template.put}
 * @param resource what it was tried on: {@code /v1/templates/order-shipped}
 * @param outcome {@code done}, or why it was refused
 * @param version which version of the resource was made or made live, null where it has none
 */
public record AuditEntry(
    long id,
    Instant at,
    String actor,
    String action,
    String resource,
    String outcome,
    @Nullable Long version) {

  /** As the HTTP contract shows it. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", Long.toString(id));
    json.put("at", at.toString());
    json.put("actor", actor);
    json.put("action", action);
    json.put("resource", resource);
    json.put("outcome", outcome);
    json.put("version", version);
    return json;
  }
}
