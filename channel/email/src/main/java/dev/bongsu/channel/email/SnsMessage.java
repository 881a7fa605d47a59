package dev.bongsu.channel.email;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Amazon SNS posts to an HTTP endpoint.
 *
 * @param fields all texts of it
 */
record SnsMessage(Kind kind, Map<String, String> fields) {
  private static final List<String> OF_NOTIFICATIONS =
      List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type");
  private static final List<String> OF_SUBSCRIPTIONS =
      List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");

  /** Its {@code Type}. */
  enum Kind {
    NOTIFICATION("Notification"),
    SUBSCRIPTION("SubscriptionConfirmation"),
    UNSUBSCRIPTION("UnsubscribeConfirmation");

    private final String type;

    Kind(String type) {
      this.type = type;
    }
  }

  SnsMessage {
    fields = Map.copyOf(fields);
  }

  /** What a body says; empty where it is no message of SNS. */
  static Optional<SnsMessage> of(byte[] body) {
    try {
      Map<String, String> fields = new HashMap<>();
      for (Map.Entry<String, @Nullable Object> each : Json.readObject(body).entrySet()) {
        if (each.getValue() instanceof String text) {
          fields.put(each.getKey(), text);
        }
      }
      for (Kind kind : Kind.values()) {
        if (kind.type.equals(fields.get("Type"))) {
          return Optional.of(new SnsMessage(kind, fields));
        }
      }
      return Optional.empty();
    } catch (JsonException _) {
      return Optional.empty();
    }
  }

  /** A field's text, empty where there is none. */
  String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /** The text that its signature is of: name and value of each field that is there, in lines. */
  String signed() {
    List<String> names =
        switch (kind) {
          case NOTIFICATION -> OF_NOTIFICATIONS;
          case SUBSCRIPTION, UNSUBSCRIPTION -> OF_SUBSCRIPTIONS;
        };
    StringBuilder signed = new StringBuilder();
    for (String name : names) {
      String value = fields.get(name);
      if (value != null) {
        signed.append(name).append('\n').append(value).append('\n');
      }
    }
    return signed.toString();
  }

  /** The JDK's name of the algorithm that it is signed with; empty for one that there is not. */
  Optional<String> algorithm() {
    return switch (field("SignatureVersion")) {
      case "1" -> Optional.of("SHA1withRSA");
      case "2" -> Optional.of("SHA256withRSA");
      default -> Optional.empty();
    };
  }

  /** The signature; empty where it is none. */
  byte[] signature() {
    try {
      return Base64.getDecoder().decode(field("Signature"));
    } catch (IllegalArgumentException _) {
      return new byte[0];
    }
  }
}
