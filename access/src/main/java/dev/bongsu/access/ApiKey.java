package dev.bongsu.access;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a key; not the key.
 *
 * @param expiresAt from when on it is nobody's, null for never
 */
public record ApiKey(
    UUID id,
    String name,
    Role role,
    String subject,
    Instant createdAt,
    @Nullable Instant expiresAt) {

  /** As the HTTP contract shows it. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", id.toString());
    json.put("name", name);
    json.put("role", role.apiName());
    json.put("subject", subject);
    json.put("createdAt", createdAt.toString());
    json.put("expiresAt", expiresAt == null ? null : expiresAt.toString());
    return json;
  }
}
