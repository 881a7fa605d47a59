package dev.bongsu.template;

import dev.bongsu.json.Json;
import dev.bongsu.json.PushPayload;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Speech;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How large messages become on their way. */
final class Payload {
  /** Stands for the delivery's, which has as many characters. */
  private static final String ANY_ID = "00000000-0000-0000-0000-000000000000";

  private Payload() {}

  /** What is wrong with the size, in words; null if nothing is. */
  static @Nullable String complaint(Channel channel, Content content) {
    int max = most(channel);
    if (max == Integer.MAX_VALUE || characters(content) * 6 < max) {
      return null;
    }
    int bytes = bytes(channel, content);
    return bytes <= max
        ? null
        : "the payload is " + bytes + " bytes, but the channel carries " + max;
  }

  /**
   * Why there is no message if the texts of {@code data} are too long.
   *
   * @param others all other fields
   * @param maxLength of the texts together, where the channel does not count bytes
   */
  static Rendering.Impossible tooMuchData(Channel channel, Content others, int maxLength) {
    int max = most(channel);
    if (max == Integer.MAX_VALUE) {
      return new Rendering.Impossible(
          FailureCode.RENDERING_FAILED,
          "data: the rendered texts are longer than " + maxLength + " characters together");
    }
    int taken = bytes(channel, others);
    return new Rendering.Impossible(
        FailureCode.PAYLOAD_TOO_LARGE,
        "data: the payload may have %d bytes in all, of which the other fields take %d and leave %d"
            .formatted(max, taken, Math.max(0, max - taken)));
  }

  private static int most(Channel channel) {
    return switch (channel) {
      case ANDROID, IOS -> PushPayload.MAX_BYTES;
      case BROWSER -> PushPayload.MAX_WEB_PUSH_BYTES;
      case EMAIL, SMS, VOICE, INAPP -> Integer.MAX_VALUE;
    };
  }

  /**
   * The same for who writes it, who is told of a speech that may be too long for a call: what a
   * document has besides depends on the provider that sends it.
   */
  static @Nullable String authorsComplaint(Channel channel, Content content) {
    String say = channel == Channel.VOICE ? content.text("say") : null;
    int length = say == null ? 0 : Speech.spoken(say).length();
    return length <= Speech.MAX_LENGTH
        ? complaint(channel, content)
        : "say: as XML the speech is "
            + length
            + " characters long, but a call carries "
            + Speech.MAX_LENGTH;
  }

  /**
   * How much the message takes: push as the services count it, short messages as they go over the
   * air, others their texts in UTF-8.
   */
  static int bytes(Channel channel, Content content) {
    return switch (channel) {
      case ANDROID -> PushPayload.fcm(counted(content)).bytes();
      case IOS -> PushPayload.apns(counted(content)).bytes();
      case BROWSER -> Json.write(PushPayload.webPush(content, ANY_ID)).length;
      case SMS -> SmsLength.of(String.valueOf(content.text("text"))).bytes();
      case EMAIL, VOICE, INAPP -> texts(content);
    };
  }

  /** With the longest number instead of one that is not known yet. */
  private static Content counted(Content content) {
    if (!Content.UNREAD.equals(content.fields().get(Content.BADGE))) {
      return content;
    }
    Map<String, Object> fields = new LinkedHashMap<>(content.fields());
    fields.put(Content.BADGE, ChannelField.MAX_BADGE);
    return new Content(fields);
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
      characters += field instanceof String text ? text.length() : PushPayload.MAX_BYTES;
    }
    return characters;
  }
}
