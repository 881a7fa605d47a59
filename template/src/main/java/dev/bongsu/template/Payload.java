package dev.bongsu.template;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How large messages become on their way. */
final class Payload {
  /** APNs' "payload", and FCM's "message payload". */
  static final int MAX_PUSH_BYTES = 4096;

  /** RFC 8291 section 4, less what encryption adds. */
  static final int MAX_WEB_PUSH_BYTES = 3993;

  /** Stands for the delivery's, which has as many characters. */
  private static final String ANY_ID = "00000000-0000-0000-0000-000000000000";

  private Payload() {}

  /** What is wrong with the size, in words; null if nothing is. */
  static @Nullable String complaint(Channel channel, Content content) {
    int max =
        switch (channel) {
          case ANDROID, IOS -> MAX_PUSH_BYTES;
          case BROWSER -> MAX_WEB_PUSH_BYTES;
          case EMAIL, SMS, VOICE, INAPP -> Integer.MAX_VALUE;
        };
    if (max == Integer.MAX_VALUE || characters(content) * 6 < max) {
      return null;
    }
    int bytes = bytes(channel, content);
    return bytes <= max
        ? null
        : "the payload is " + bytes + " bytes, but the channel carries " + max;
  }

  /**
   * How much the message takes: push as the least JSON that carries it, short messages as they go
   * over the air, others their texts in UTF-8.
   */
  static int bytes(Channel channel, Content content) {
    return switch (channel) {
      case ANDROID, IOS -> Json.write(content.fields()).length;
      case BROWSER -> {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("id", ANY_ID);
        message.putAll(content.fields());
        yield Json.write(message).length;
      }
      case SMS -> SmsLength.of(String.valueOf(content.text("text"))).bytes();
      case EMAIL, VOICE, INAPP -> texts(content);
    };
  }

  private static int texts(Content content) {
    int bytes = 0;
    for (Object field : content.fields().values()) {
      bytes +=
          field instanceof String text
              ? text.getBytes(StandardCharsets.UTF_8).length
              : Json.write(field).length;
    }
    return bytes;
  }

  /** So that most need not be written to be found small enough: at most six bytes a character. */
  private static int characters(Content content) {
    int characters = 100;
    for (Object field : content.fields().values()) {
      characters += field instanceof String text ? text.length() : MAX_PUSH_BYTES;
    }
    return characters;
  }
}
