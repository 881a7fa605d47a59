package dev.bongsu.channel.twilio;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code application/x-www-form-urlencoded}. */
final class Forms {
  private Forms() {}

  /** The parameters of a URL's query. */
  static Map<String, List<String>> query(URI url) {
    return read(url.getRawQuery());
  }

  /**
   * The fields; of several with one name, all in their order.
   *
   * @throws IllegalArgumentException if an escape is none
   */
  static Map<String, List<String>> read(@Nullable String encoded) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    if (encoded == null || encoded.isEmpty()) {
      return fields;
    }
    for (String pair : encoded.split("&", -1)) {
      int at = pair.indexOf('=');
      String name = decoded(at < 0 ? pair : pair.substring(0, at));
      fields
          .computeIfAbsent(name, _ -> new ArrayList<>())
          .add(at < 0 ? "" : decoded(pair.substring(at + 1)));
    }
    return fields;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
