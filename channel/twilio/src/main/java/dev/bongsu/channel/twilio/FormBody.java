package dev.bongsu.channel.twilio;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A body of {@code application/x-www-form-urlencoded}, put together field by field. */
public final class FormBody {
  private final List<String> pairs = new ArrayList<>();

  /** With another field; a name may come several times. */
  public FormBody with(String name, String value) {
    pairs.add(encoded(name) + "=" + encoded(value));
    return this;
  }

  byte[] bytes() {
    return String.join("&", pairs).getBytes(StandardCharsets.US_ASCII);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
