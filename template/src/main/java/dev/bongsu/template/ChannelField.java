package dev.bongsu.template;

import dev.bongsu.json.PushPayload;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.Speech;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A field of a channel's content.
 *
 * @param maxLength of the rendered text, in UTF-16 units; of {@link Form#DATA} that of all of them
 */
record ChannelField(String name, Target target, int maxLength, boolean required, Form form) {
  /** The largest number on an app's icon that can be asked for. */
  static final int MAX_BADGE = 999_999_999;

  private static final Pattern BADGE = Pattern.compile("\\d{1,9}");

  /** How much a message may interrupt ("UNNotificationInterruptionLevel"). */
  private static final Set<String> INTERRUPTION_LEVELS =
      Set.of("passive", "active", "time-sensitive", "critical");

  /** What a rendered text must be; all but a text of {@code TEXT} may come to nothing. */
  enum Form {
    TEXT,
    /** An object whose texts are rendered one by one, instead of a text. */
    DATA,
    /** A whole number for an app's icon, or {@link Content#UNREAD}. */
    BADGE,
    /** The URL of a picture, which the services take by HTTPS only. */
    PICTURE,
    INTERRUPTION_LEVEL
  }

  /** RFC 5322 section 2.1.1. */
  private static final int MAX_HEADER_LENGTH = 998;

  private static final int MAX_DOCUMENT_LENGTH = 1 << 20;

  /** The channels look at the bytes, of the payload in all. */
  private static final int MAX_PUSH_LENGTH = PushPayload.MAX_BYTES;

  /** Ten segments of GSM-7 with room for concatenation, as the large providers take at most. */
  private static final int MAX_SMS_LENGTH = 1600;

  /** What was taken before may be longer than {@link Speech#MAX_LENGTH}, and fit some providers. */
  private static final int MAX_SPEECH_LENGTH = 4096;

  private static final int MAX_INBOX_LENGTH = 65_536;
  private static final int MAX_URL_LENGTH = 2048;

  /** Names of sounds, threads, actions: no service says how long they may be. */
  private static final int MAX_NAME_LENGTH = 200;

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
      case ANDROID ->
          List.of(
              required("title", Target.LINE, MAX_HEADER_LENGTH),
              required("body", Target.TEXT, MAX_PUSH_LENGTH),
              badge(),
              optional("sound", Target.LINE, MAX_NAME_LENGTH),
              new ChannelField("image", Target.URL, MAX_URL_LENGTH, false, Form.PICTURE),
              optional("channelId", Target.LINE, MAX_NAME_LENGTH),
              optional("tag", Target.LINE, MAX_NAME_LENGTH),
              optional("clickAction", Target.LINE, MAX_NAME_LENGTH),
              data(MAX_PUSH_LENGTH));
      case IOS ->
          List.of(
              required("title", Target.LINE, MAX_HEADER_LENGTH),
              optional("subtitle", Target.LINE, MAX_HEADER_LENGTH),
              required("body", Target.TEXT, MAX_PUSH_LENGTH),
              badge(),
              optional("sound", Target.LINE, MAX_NAME_LENGTH),
              optional("threadId", Target.LINE, MAX_NAME_LENGTH),
              optional("category", Target.LINE, MAX_NAME_LENGTH),
              new ChannelField(
                  "interruptionLevel",
                  Target.LINE,
                  MAX_NAME_LENGTH,
                  false,
                  Form.INTERRUPTION_LEVEL),
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

  /** The most that an author may write, where that is less. */
  int maxWrittenLength() {
    return target == Target.XML ? Speech.MAX_LENGTH : maxLength;
  }

  boolean data() {
    return form == Form.DATA;
  }

  /**
   * What a rendered text is for the channel; null for nothing.
   *
   * @throws UnrenderableException if it is not what the field takes
   */
  @Nullable Object read(String text) throws UnrenderableException {
    if (form == Form.TEXT || form == Form.DATA) {
      return text;
    }
    String plain = text.strip();
    if (plain.isEmpty()) {
      return null;
    }
    return switch (form) {
      case BADGE -> badge(plain);
      case PICTURE -> checked(plain, plain.startsWith("https://"), "wanted an https URL");
      case INTERRUPTION_LEVEL ->
          checked(
              plain,
              INTERRUPTION_LEVELS.contains(plain),
              "wanted passive, active, time-sensitive or critical");
      case TEXT, DATA -> text;
    };
  }

  private static Object badge(String plain) throws UnrenderableException {
    if (plain.equals(Content.UNREAD)) {
      return plain;
    }
    if (!BADGE.matcher(plain).matches()) {
      throw new UnrenderableException(
          "wanted a whole number from 0 to " + MAX_BADGE + ", or " + Content.UNREAD);
    }
    return Integer.valueOf(plain);
  }

  private static String checked(String text, boolean right, String wanted)
      throws UnrenderableException {
    if (!right) {
      throw new UnrenderableException(wanted);
    }
    return text;
  }

  private static ChannelField badge() {
    return new ChannelField(Content.BADGE, Target.LINE, MAX_NAME_LENGTH, false, Form.BADGE);
  }

  private static ChannelField required(String name, Target target, int maxLength) {
    return new ChannelField(name, target, maxLength, true, Form.TEXT);
  }

  private static ChannelField optional(String name, Target target, int maxLength) {
    return new ChannelField(name, target, maxLength, false, Form.TEXT);
  }

  private static ChannelField data(int maxLength) {
    return new ChannelField("data", Target.TEXT, maxLength, false, Form.DATA);
  }
}
