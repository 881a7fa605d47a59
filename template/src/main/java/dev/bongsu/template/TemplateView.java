package dev.bongsu.template;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A template as the HTTP contract shows it.
 *
 * @param shown the version that is shown
 * @param latestVersion the newest one, a draft perhaps: the ETag's version
 * @param liveVersion the one that is sent, 0 while none was published
 */
public record TemplateView(TemplateVersion shown, int latestVersion, int liveVersion) {
  /** The body as it was put, with key, versions, author and time. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("key", shown.key().value());
    json.put("version", shown.version());
    json.put("liveVersion", liveVersion == 0 ? null : liveVersion);
    json.putAll(shown.body());
    json.put("createdAt", shown.at().toString());
    json.put("createdBy", shown.author());
    return json;
  }
}
