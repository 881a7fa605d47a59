package dev.bongsu.template;

import dev.bongsu.kernel.Channel;
import java.util.List;

/**
 * A field of a channel's content.
 *
 * @param maxLength of the rendered text, in UTF-16 units
 * @param data an object whose texts are rendered one by one, instead of a text; {@code maxLength}
 *     is that of all of them
 */
record ChannelField(String name, Target target, int maxLength, boolean required, boolean data) {
  /** RFC 5322 section 2.1.1. */
  private static final int MAX_HEADER_LENGTH = 998;

  private static final int MAX_DOCUMENT_LENGTH = 1 << 20;

  /** APNs and FCM carry 4,096 bytes in all; their channels look at the bytes. */
  private static final int MAX_PUSH_LENGTH = 4096;

  /** Ten segments of GSM-7 with room for concatenation, as the large providers take at most. */
  private static final int MAX_SMS_LENGTH = 1600;

  private static final int MAX_SPEECH_LENGTH = 4096;
  private static final int MAX_INBOX_LENGTH = 65_536;
  private static final int MAX_URL_LENGTH = 2048;

  /** The fields of each channel; of an e-mail there must be html or text besides. */
  static List<ChannelField> of(Channel channel) {
    return switch (channel) {
      case EMAIL ->
          List.of(
              required("subject", Target.LINE, MAX_HEADER_LENGTH),
              optional("html", Target.HTML, MAX_DOCUMENT_LENGTH),
              optional("text", Target.TEXT, MAX_DOCUMENT_LENGTH));
      case SMS -> List.of(required("text", Target.TEXT, MAX_SMS_LENGTH));
      case VOICE -> List.of(required("say", Target.XML, MAX_SPEECH_LENGTH));
      case ANDROID, IOS ->
          List.of(
              required("title", Target.LINE, MAX_HEADER_LENGTH),
              required("body", Target.TEXT, MAX_PUSH_LENGTH),
              data(MAX_PUSH_LENGTH));
      case BROWSER ->
          List.of(
              required("title", Target.LINE, MAX_HEADER_LENGTH),
              required("body", Target.TEXT, MAX_PUSH_LENGTH),
              optional("url", Target.URL, MAX_URL_LENGTH),
              data(MAX_PUSH_LENGTH));
      case INAPP ->
          List.of(
              required("title", Target.LINE, MAX_HEADER_LENGTH),
              required("body", Target.TEXT, MAX_INBOX_LENGTH),
              optional("url", Target.URL, MAX_URL_LENGTH),
              data(MAX_INBOX_LENGTH));
    };
  }

  private static ChannelField required(String name, Target target, int maxLength) {
    return new ChannelField(name, target, maxLength, true, false);
  }

  private static ChannelField optional(String name, Target target, int maxLength) {
    return new ChannelField(name, target, maxLength, false, false);
  }

  private static ChannelField data(int maxLength) {
    return new ChannelField("data", Target.TEXT, maxLength, false, true);
  }
}
