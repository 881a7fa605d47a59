package dev.bongsu.json;

import dev.bongsu.kernel.Content;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that devices and browsers get of a message, whose size the push services limit. It is
 * made here alone, so that what an author is told of a size is what is counted when it is sent.
 * Fields that are not there, or come to nothing, take no room but in a browser's.
 */
public final class PushPayload {
  /** The largest payload of FCM and of APNs, in bytes. */
  public static final int MAX_BYTES = 4096;

  /** The largest payload of Web Push, in bytes: 4,096 less what encryption adds (RFC 8291 4). */
  public static final int MAX_WEB_PUSH_BYTES = 3993;

  private PushPayload() {}

  /**
   * A message to Android (FCM's {@code notification}, {@code data}, {@code android.notification}).
   *
   * @param notification what the device shows; empty for a data message, which shows nothing
   * @param data texts by name, whatever the values were
   * @param shown how the device shows it; empty where it shows nothing
   */
  public record Fcm(
      Map<String, Object> notification, Map<String, Object> data, Map<String, Object> shown) {
    /** {@code notification} and {@code data}, those of them that are there. */
    public Map<String, Object> parts() {
      Map<String, Object> parts = new LinkedHashMap<>();
      if (!notification.isEmpty()) {
        parts.put("notification", notification);
      }
      if (!data.isEmpty()) {
        parts.put("data", data);
      }
      return parts;
    }

    /** How much of the payload {@code shown} takes. */
    public int shownBytes() {
      return shown.isEmpty() ? 0 : Json.write(shown).length;
    }

    /** What the service counts. */
    public int bytes() {
      return Json.write(parts()).length + shownBytes();
    }
  }

  /** To Android. */
  public static Fcm fcm(Content content) {
    Map<String, Object> words = new LinkedHashMap<>();
    put(words, "title", content.text("title"));
    put(words, "body", content.text("body"));
    put(words, "image", content.text("image"));
    Map<String, Object> texts = new LinkedHashMap<>();
    if (content.fields().get("data") instanceof Map<?, ?> data) {
      data.forEach((name, value) ->
          texts.put(
              String.valueOf(name), value instanceof String text ? text : Json.writeText(value)));
    }
    // How a message is shown is said, and counts, only where there is something to show.
    return new Fcm(words, texts, words.isEmpty() ? Map.of() : shown(content));
  }

  /** {@code AndroidNotification}. */
  private static Map<String, Object> shown(Content content) {
    Map<String, Object> shown = new LinkedHashMap<>();
    put(shown, "sound", content.text("sound"));
    put(shown, "channel_id", content.text("channelId"));
    put(shown, "tag", content.text("tag"));
    put(shown, "click_action", content.text("clickAction"));
    if (content.fields().get(Content.BADGE) instanceof Number badge) {
      shown.put("notification_count", badge);
    }
    return shown;
  }

  /**
   * A message to iOS ("Generating a remote notification").
   *
   * @param shown whether the recipient sees or hears it; else only the app does
   */
  public record Apns(boolean shown, Map<String, @Nullable Object> payload) {
    /** What the service counts. */
    public int bytes() {
      return Json.write(payload).length;
    }
  }

  /** To iOS. */
  public static Apns apns(Content content) {
    Map<String, Object> alert = new LinkedHashMap<>();
    put(alert, "title", content.text("title"));
    put(alert, "subtitle", content.text("subtitle"));
    put(alert, "body", content.text("body"));
    Map<String, Object> aps = new LinkedHashMap<>();
    if (!alert.isEmpty()) {
      aps.put("alert", alert);
    }
    Integer badge = badge(content.fields().get(Content.BADGE));
    if (badge != null) {
      aps.put("badge", badge);
    }
    put(aps, "sound", content.text("sound"));
    boolean shown = !aps.isEmpty();
    if (!shown) {
      aps.put("content-available", 1);
    }
    put(aps, "thread-id", content.text("threadId"));
    put(aps, "category", content.text("category"));
    put(aps, "interruption-level", content.text("interruptionLevel"));
    Map<String, @Nullable Object> payload = new LinkedHashMap<>();
    if (content.fields().get("data") instanceof Map<?, ?> data) {
      data.forEach((name, value) -> payload.put(String.valueOf(name), value));
    }
    // The service's own dictionary cannot be said in other words by data of the same name.
    payload.put("aps", aps);
    return new Apns(shown, payload);
  }

  /** What a page's service worker gets (A33); what the content does not have is null. */
  public static Map<String, @Nullable Object> webPush(Content content, String deliveryId) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", deliveryId);
    json.put("title", content.text("title"));
    json.put("body", content.text("body"));
    json.put("url", content.text("url"));
    json.put("data", content.fields().get("data"));
    return json;
  }

  private static void put(Map<String, Object> map, String name, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      map.put(name, text);
    }
  }

  private static @Nullable Integer badge(@Nullable Object value) {
    if (value == null || !value.toString().strip().matches("\\d{1,9}")) {
      return null;
    }
    return Integer.valueOf(value.toString().strip());
  }
}
