package dev.bongsu.channel.http2;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request to be posted.
 *
 * @param path with its query
 * @param headers by lower-case names; its length is told without them
 * @param body not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Post(String path, Map<String, String> headers, byte[] body) {
  public Post {
    headers = new LinkedHashMap<>(headers);
  }

  /** Without the headers, which hold secrets. */
  @Override
  public String toString() {
    return "POST of " + body.length + " bytes";
  }
}
