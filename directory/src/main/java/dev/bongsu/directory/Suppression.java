package dev.bongsu.directory;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.SuppressionReason;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * That nothing is sent to an address.
 *
 * @param masked enough of the address to recognise it by
 * @param source who said so: a provider's id, {@code unsubscribe}
 */
public record Suppression(
    Channel channel, String masked, SuppressionReason reason, String source, Instant at) {
  /** As the HTTP contract shows it. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("channel", channel.apiName());
    json.put("address", masked);
    json.put("reason", reason.apiName());
    json.put("source", source);
    json.put("at", at.toString());
    return json;
  }
}
