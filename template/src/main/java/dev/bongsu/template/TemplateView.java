package dev.bongsu.template;

import dev.bongsu.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A template as the HTTP contract shows it.
 *
 * @param template the version shown
 * @param latestVersion the newest one, a draft perhaps: the ETag's version
 * @param liveVersion the one that is sent
 */
public record TemplateView(Template template, int latestVersion, int liveVersion) {
  /** The body as it was put, with key, versions, author and time. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("key", template.key().value());
    json.put("version", template.version());
    json.put("liveVersion", liveVersion);
    json.putAll(template.json());
    json.put("createdAt", template.at().toString());
    json.put("createdBy", template.author());
    return json;
  }

  /** {@link #json()} as bytes. */
  public byte[] bytes() {
    return Json.write(json());
  }
}
