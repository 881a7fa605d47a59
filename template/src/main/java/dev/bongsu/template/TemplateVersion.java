package dev.bongsu.template;

import dev.bongsu.kernel.TemplateKey;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was put at one time; it never changes.
 *
 * @param version 1 for the first
 * @param body as it was put
 * @param author who put it: a subject
 */
public record TemplateVersion(
    TemplateKey key, int version, Map<String, @Nullable Object> body, String author, Instant at) {
  public TemplateVersion {
    if (version < 1) {
      throw new IllegalArgumentException("version must be at least 1 but is " + version);
    }
    body = Collections.unmodifiableMap(new LinkedHashMap<>(body));
  }
}
