package dev.bongsu.sandbox;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that a provider of ours accepted.
 *
 * @param no counts from 1, so later ones have greater ones
 * @param delivery null where the message names none
 * @param origin null where it is not known, or not yet
 */
public record SandboxMessage(
    long no,
    Instant at,
    @Nullable DeliveryId delivery,
    @Nullable Origin origin,
    Address address,
    Body body) {
  /** The id that our providers have in the API. */
  public static final String PROVIDER = "sandbox";

  /**
   * What it says.
   *
   * @param content as the recipient would see it
   * @param raw as it came over the wire
   */
  public record Body(Content content, String raw) {}

  /** As the HTTP contract shows it. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", Long.toString(no));
    json.put("at", at.toString());
    json.put("channel", address.channel().apiName());
    json.put("provider", PROVIDER);
    json.put(
        "recipient",
        origin == null || origin.recipient() == null ? null : origin.recipient().value());
    json.put("notificationId", origin == null ? null : origin.notification().toString());
    json.put("deliveryId", delivery == null ? null : delivery.toString());
    json.put("address", address.value());
    json.put("content", body.content().fields());
    json.put("raw", body.raw());
    return json;
  }
}
