package dev.bongsu.frontend;

import dev.bongsu.kernel.InvalidException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Forms with texts in them, as browsers and mail programs (RFC 8058 section 3.2) post them. */
final class Forms {
  private static final int MAX_FIELDS = 100;
  private static final Pattern BOUNDARY =
      Pattern.compile("(?i)^multipart/form-data\\s*;.*\\bboundary=\"?([^\";,\\s]{1,70})\"?.*$");
  private static final Pattern NAME = Pattern.compile("(?i)\\bname=\"([^\"]*)\"");

  private Forms() {}

  /**
   * The fields of a form, the first of each name.
   *
   * @throws InvalidException of kind malformed
   */
  static Map<String, String> read(String contentType, byte[] body) throws InvalidException {
    String text = new String(body, StandardCharsets.UTF_8);
    Matcher boundary = BOUNDARY.matcher(contentType);
    if (boundary.matches()) {
      return parts(text, boundary.group(1));
    }
    return pairs(text);
  }

  private static Map<String, String> pairs(String text) throws InvalidException {
    Map<String, String> fields = new HashMap<>();
    try {
      for (String pair : text.split("&", MAX_FIELDS)) {
        String[] sides = pair.strip().split("=", 2);
        fields.putIfAbsent(decoded(sides[0]), sides.length < 2 ? "" : decoded(sides[1]));
      }
    } catch (IllegalArgumentException _) {
      throw InvalidException.malformed("", "wanted a form but found text that is none");
    }
    return fields;
  }

  /** RFC 7578: each part is headers, an empty line, and the value up to the next boundary. */
  private static Map<String, String> parts(String text, String boundary) {
    Map<String, String> fields = new HashMap<>();
    for (String part : text.split(Pattern.quote("--" + boundary), MAX_FIELDS)) {
      int end = part.indexOf("\r\n\r\n");
      Matcher name = end < 0 ? null : NAME.matcher(part.substring(0, end));
      if (name != null && name.find()) {
        String value = part.substring(end + 4);
        fields.putIfAbsent(
            name.group(1), value.endsWith("\r\n") ? value.substring(0, value.length() - 2) : value);
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
