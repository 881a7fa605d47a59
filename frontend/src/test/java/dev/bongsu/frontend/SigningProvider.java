package dev.bongsu.frontend;

import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A provider that signs the address it posts to, and posts {@code {"delivery", "text"}}. */
final class SigningProvider implements Callbacks {
  final List<Answer.Understood> heard = Collections.synchronizedList(new ArrayList<>());

  @Override
  public Answer read(Callback request) {
    if (!request
        .headers()
        .getOrDefault("x-signature", List.of())
        .equals(List.of(request.url() + "#s"))) {
      return new Answer.Forged("wanted a signature over the address");
    }
    try {
      Map<String, @Nullable Object> json =
          request.method().equals("GET") ? Map.of() : Json.readObject(request.body());
      List<Receipt> receipts =
          json.get("delivery") instanceof String id
              ? List.of(
                  new Receipt(
                      "tw",
                      new DeliveryId(UUID.fromString(id)),
                      null,
                      Receipt.Status.DELIVERED,
                      Instant.EPOCH,
                      null,
                      null))
              : List.of();
      List<Inbound> inbound =
          json.get("text") instanceof String text
              ? List.of(new Inbound(new Address(Channel.SMS, "+15550001111"), text))
              : List.of();
      return new Answer.Understood(
          receipts, inbound, "text/xml", "<Response/>".getBytes(StandardCharsets.UTF_8));
    } catch (JsonException e) {
      return new Answer.Malformed("wanted JSON");
    }
  }
}
