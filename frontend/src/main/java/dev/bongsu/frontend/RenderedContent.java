package dev.bongsu.frontend;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields that a rendered message has on each channel. */
final class RenderedContent {
  private static final int MAX_LINE_LENGTH = 998;
  private static final int MAX_DOCUMENT_LENGTH = 1 << 20;
  private static final int MAX_TEXT_LENGTH = 65_536;
  private static final int MAX_SPEECH_LENGTH = 4096;
  private static final int MAX_URL_LENGTH = 2048;
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MAX_BADGE = 999_999_999;

  private RenderedContent() {}

  /** One text; which must not hold a line break if it is {@code MAX_LINE_LENGTH} long at most. */
  private record Text(String name, int maxLength, boolean required) {}

  /** The object under {@code content}, its faults noted. */
  static Map<String, @Nullable Object> read(Fields body, Channel channel) {
    body.missing("content");
    Fields content = body.child("content");
    Map<String, @Nullable Object> json = body.map("content");
    if (content == null || json == null) {
      return Map.of();
    }
    for (Text each : texts(channel)) {
      String text = content.textWithoutNul(each.name, each.maxLength);
      if (each.required) {
        content.missing(each.name);
      }
      if (text != null && each.maxLength == MAX_LINE_LENGTH && hasControls(text)) {
        content.fault(each.name, "wanted one line without control characters");
      }
    }
    switch (channel) {
      case EMAIL -> {
        if (!content.has("html") && !content.has("text")) {
          content.fault("wanted html or text but found neither");
        }
      }
      case ANDROID, IOS -> {
        content.map("data");
        content.integer("badge", 0, MAX_BADGE);
      }
      case BROWSER, INAPP -> content.map("data");
      case SMS, VOICE -> {}
    }
    return json;
  }

  private static List<Text> texts(Channel channel) {
    return switch (channel) {
      case EMAIL ->
          List.of(
              new Text("subject", MAX_LINE_LENGTH, true),
              new Text("html", MAX_DOCUMENT_LENGTH, false),
              new Text("text", MAX_DOCUMENT_LENGTH, false));
      case SMS -> List.of(new Text("text", MAX_TEXT_LENGTH, true));
      case VOICE -> List.of(new Text("say", MAX_SPEECH_LENGTH, true));
      case ANDROID ->
          List.of(
              new Text("title", MAX_LINE_LENGTH, true),
              new Text("body", MAX_TEXT_LENGTH, true),
              new Text("sound", MAX_NAME_LENGTH, false),
              new Text("image", MAX_URL_LENGTH, false),
              new Text("channelId", MAX_NAME_LENGTH, false),
              new Text("tag", MAX_NAME_LENGTH, false),
              new Text("clickAction", MAX_NAME_LENGTH, false));
      case IOS ->
          List.of(
              new Text("title", MAX_LINE_LENGTH, true),
              new Text("subtitle", MAX_LINE_LENGTH, false),
              new Text("body", MAX_TEXT_LENGTH, true),
              new Text("sound", MAX_NAME_LENGTH, false),
              new Text("threadId", MAX_NAME_LENGTH, false),
              new Text("category", MAX_NAME_LENGTH, false),
              new Text("interruptionLevel", MAX_NAME_LENGTH, false));
      case BROWSER, INAPP ->
          List.of(
              new Text("title", MAX_LINE_LENGTH, true),
              new Text("body", MAX_TEXT_LENGTH, true),
              new Text("url", MAX_URL_LENGTH, false));
    };
  }

  private static boolean hasControls(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }
}
