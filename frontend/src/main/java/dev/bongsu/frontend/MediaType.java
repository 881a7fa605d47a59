package dev.bongsu.frontend;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Content-Type says (RFC 9110 section 8.3.1). */
final class MediaType {
  private static final int MAX_LENGTH = 255;
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9a-z-]++";
  private static final Pattern PARAMETER =
      Pattern.compile(
          ";[ \\t]*+(?:(" + TOKEN + ")=(" + TOKEN + "|\"(?:[^\"\\\\]|\\\\.)*+\"))?+[ \\t]*+");
  private static final Pattern WHOLE =
      Pattern.compile("[ \\t]*+(" + TOKEN + "/" + TOKEN + ")[ \\t]*+((?:" + PARAMETER + ")*+)");

  private MediaType() {}

  /**
   * Type and subtype in lower case, without parameters. Empty if that is no media type, one of more
   * than 255 characters, or one said to be in another charset than UTF-8.
   */
  static String utf8(String header) {
    Matcher type = WHOLE.matcher(header.toLowerCase(Locale.ROOT));
    if (header.length() > MAX_LENGTH || !type.matches()) {
      return "";
    }
    Matcher parameter = PARAMETER.matcher(type.group(2));
    while (parameter.find()) {
      if ("charset".equals(parameter.group(1))
          && !parameter.group(2).replace("\"", "").equals("utf-8")) {
        return "";
      }
    }
    return type.group(1);
  }
}
