package dev.bongsu.directory;

import dev.bongsu.kernel.AfterUnknown;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a notification is about, as far as recipients may refuse it.
 *
 * @param required whether recipients cannot opt out of it
 * @param channels where its notifications go unless they say otherwise; empty for no wish
 * @param frequencyCap null for none
 * @param afterUnknown what follows an attempt that had no answer
 * @param version grows with every change
 */
public record Category(
    CategoryKey key,
    @Nullable String name,
    @Nullable String description,
    boolean required,
    List<Channel> channels,
    @Nullable FrequencyCap frequencyCap,
    AfterUnknown afterUnknown,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  public Category {
    channels = List.copyOf(channels);
  }

  /**
   * At most {@code max} notifications to a recipient in any span of {@code per}.
   *
   * @param per a duration of ISO 8601, as it was written
   */
  public record FrequencyCap(int max, String per) {
    public FrequencyCap {
      if (max < 1) {
        throw new IllegalArgumentException("a frequency cap is at least 1 but is " + max);
      }
    }
  }

  /** As the HTTP contract shows it. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("key", key.value());
    json.put("name", name);
    json.put("description", description);
    json.put("required", required);
    json.put("channels", channels.stream().map(Channel::apiName).toList());
    json.put(
        "frequencyCap",
        frequencyCap == null ? null : Map.of("max", frequencyCap.max(), "per", frequencyCap.per()));
    json.put("afterUnknown", afterUnknown.apiName());
    json.put("createdAt", createdAt.toString());
    json.put("updatedAt", updatedAt.toString());
    return json;
  }
}
