package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.spi.Receipt.Status;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.FailureCode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What SES tells of mails through SNS: events of a configuration set ({@code eventType}), and the
 * older notifications of an identity ({@code notificationType}). For many threads.
 */
final class SesEvents {
  private static final int MAX_ID = 200;

  private final String provider;
  private final Clock clock;

  SesEvents(String provider, Clock clock) {
    this.provider = provider;
    this.clock = clock;
  }

  /** What became of a mail. */
  private record Fate(
      Status status, @Nullable Object at, @Nullable FailureCode code, @Nullable String detail) {}

  /** What an event says; nothing where it is of no consequence, or no event. */
  List<Receipt> read(byte[] message) {
    Map<String, @Nullable Object> event;
    try {
      event = Json.readObject(message);
    } catch (JsonException _) {
      return List.of();
    }
    Map<String, @Nullable Object> mail = object(event, "mail");
    DeliveryId delivery = delivery(mail).orElse(null);
    String messageId = text(mail, "messageId");
    if (delivery == null && (messageId.isEmpty() || messageId.length() > MAX_ID)) {
      return List.of();
    }
    return fate(event)
        .map(fate ->
            new Receipt(
                provider,
                delivery,
                delivery == null ? messageId : null,
                fate.status(),
                instant(fate.at()),
                fate.code(),
                fate.detail()))
        .map(List::of)
        .orElse(List.of());
  }

  private static Optional<Fate> fate(Map<String, @Nullable Object> event) {
    String type =
        text(event, "eventType").isEmpty()
            ? text(event, "notificationType")
            : text(event, "eventType");
    return switch (type) {
      case "Delivery" -> happened(Status.DELIVERED, object(event, "delivery"));
      case "Open" -> happened(Status.OPENED, object(event, "open"));
      case "Click" -> happened(Status.CLICKED, object(event, "click"));
      case "Bounce" -> Optional.of(bounce(object(event, "bounce")));
      case "Complaint" -> complaint(object(event, "complaint"));
      case "Reject" ->
          Optional.of(
              new Fate(
                  Status.FAILED,
                  null,
                  FailureCode.MESSAGE_REFUSED,
                  Verdicts.clean("rejected: " + text(object(event, "reject"), "reason"))));
      // Both say that SES has it.
      case "Send" -> happened(Status.SENT, object(event, "mail"));
      case "DeliveryDelay" -> happened(Status.SENT, object(event, "deliveryDelay"));
      default -> Optional.empty();
    };
  }

  private static Optional<Fate> happened(Status status, Map<String, @Nullable Object> what) {
    return Optional.of(new Fate(status, what.get("timestamp"), null, null));
  }

  private static Fate bounce(Map<String, @Nullable Object> bounce) {
    Map<String, @Nullable Object> recipient =
        bounce.get("bouncedRecipients") instanceof List<?> list && !list.isEmpty()
            ? map(list.getFirst())
            : Map.of();
    String words = text(recipient, "diagnosticCode").replaceFirst("(?i)^smtp\\s*;\\s*", "");
    String kind = text(bounce, "bounceType") + " " + text(bounce, "bounceSubType");
    String detail = Verdicts.clean((kind + ": " + words).strip());
    boolean permanent = text(bounce, "bounceType").equals("Permanent");
    return new Fate(
        permanent ? Status.BOUNCED : Status.FAILED,
        bounce.get("timestamp"),
        permanent ? FailureCode.ADDRESS_UNKNOWN : Verdicts.reported(text(recipient, "status")),
        detail);
  }

  private static Optional<Fate> complaint(Map<String, @Nullable Object> complaint) {
    String type = text(complaint, "complaintFeedbackType");
    return type.equals("not-spam")
        ? Optional.empty()
        : Optional.of(
            new Fate(
                Status.COMPLAINED,
                complaint.get("timestamp"),
                null,
                type.isEmpty() ? null : Verdicts.clean("feedback report: " + type)));
  }

  /** By the tag that we gave it. */
  private static Optional<DeliveryId> delivery(Map<String, @Nullable Object> mail) {
    Object tag = object(mail, "tags").get(SesProvider.DELIVERY_TAG);
    Object value = tag instanceof List<?> list && !list.isEmpty() ? list.getFirst() : null;
    return value instanceof String text ? DeliveryId.parsed(text) : Optional.empty();
  }

  private Instant instant(@Nullable Object time) {
    Instant now = clock.instant();
    try {
      Instant at = time instanceof String text ? Instant.parse(text) : now;
      return at.isAfter(now) ? now : at;
    } catch (DateTimeException _) {
      return now;
    }
  }

  private static String text(Map<String, @Nullable Object> object, String name) {
    return object.get(name) instanceof String text ? text : "";
  }

  private static Map<String, @Nullable Object> object(
      Map<String, @Nullable Object> object, String name) {
    return map(object.get(name));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
  }
}
