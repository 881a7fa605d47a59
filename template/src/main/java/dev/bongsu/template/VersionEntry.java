package dev.bongsu.template;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line in the history of a template.
 *
 * @param comment what its author said of it, null for nothing
 * @param live whether it is what is sent now
 */
public record VersionEntry(
    int version, String author, Instant at, @Nullable String comment, boolean live) {
  /** As the HTTP contract shows it. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("version", version);
    json.put("author", author);
    json.put("at", at.toString());
    json.put("comment", comment);
    json.put("live", live);
    return json;
  }
}
