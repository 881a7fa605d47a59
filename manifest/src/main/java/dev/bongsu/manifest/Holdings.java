package dev.bongsu.manifest;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a service holds. */
public final class Holdings {
  private Holdings() {}

  /**
   * The live versions of all templates, as a manifest.
   *
   * @throws ClientException if the service does not answer or refuses to show something
   */
  public static Manifest of(BongsuClient client) throws ClientException, InterruptedException {
    Map<String, Map<String, @Nullable Object>> templates = new TreeMap<>();
    String cursor = "";
    while (true) {
      Map<String, @Nullable Object> page =
          client.get("/v1/templates?limit=100" + cursor).orThrow().object();
      if (page.get("items") instanceof List<?> items) {
        for (Object item : items) {
          Map<String, @Nullable Object> shown = object(item);
          if (shown.get("liveVersion") != null) {
            templates.put(String.valueOf(shown.get("key")), TemplateFiles.body(shown));
          }
        }
      }
      if (!(page.get("nextCursor") instanceof String next)) {
        return new Manifest(templates);
      }
      cursor = "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    }
  }

  private static Map<String, @Nullable Object> object(@Nullable Object item)
      throws ClientException {
    try {
      return Json.object(item);
    } catch (JsonException e) {
      throw new ClientException("the service listed what is no template: " + e.getMessage());
    }
  }
}
