package dev.bongsu.channel.browser;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a push service answered.
 *
 * @param headers by their names in lower case; of several with one name the last
 * @param text the beginning of the body
 */
record Reply(int status, Map<String, String> headers, String text) {
  Reply {
    headers = Map.copyOf(headers);
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }
}
