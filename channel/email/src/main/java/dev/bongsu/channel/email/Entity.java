package dev.bongsu.channel.email;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a mail, or all of its body (RFC 2045 section 2.4).
 *
 * @param headers those that say what it is
 */
record Entity(List<HeaderField> headers, Body body) {
  /** RFC 5322 section 2.1.1, without the line end. */
  private static final int MAX_LINE = 998;

  private static final String ANY_TYPE = "application/octet-stream";

  /** RFC 2045 section 5.1; what a parameter's value may be is told by {@link #PARAMETERS}. */
  private static final String TOKEN = "[A-Za-z0-9!#$&^_.+'*%`|~-]{1,127}";

  private static final String PARAMETERS =
      "(?:\\s*;\\s*" + TOKEN + "=(?:" + TOKEN + "|\"[ !#-\\[\\]-~]{0,200}\")){0,10}";
  private static final Pattern TYPE =
      Pattern.compile("(" + TOKEN + ")/" + TOKEN + PARAMETERS, Pattern.CASE_INSENSITIVE);

  Entity {
    headers = List.copyOf(headers);
  }

  /** What stands behind the headers. */
  @FunctionalInterface
  interface Body {
    void writeTo(Draft draft);
  }

  /** {@code text/plain} or {@code text/html}. */
  static Entity text(String subtype, String text) {
    String lines = lines(text);
    boolean plain = travelsAsItIs(lines);
    String sent =
        plain
            ? lines
            : Base64.getMimeEncoder().encodeToString(lines.getBytes(StandardCharsets.UTF_8));
    return new Entity(
        List.of(
            new HeaderField("Content-Type", "text/" + subtype + "; charset=UTF-8"),
            new HeaderField("Content-Transfer-Encoding", plain ? "7bit" : "base64")),
        draft -> draft.add(sent));
  }

  /**
   * A file.
   *
   * @param contentType kept where it is one that base64 may stand in (RFC 2045 section 6.4)
   * @param contentId what the HTML names it by, null for a file that stands by itself
   */
  static Entity file(
      String fileName, String contentType, byte[] bytes, @Nullable String contentId) {
    List<HeaderField> headers = new ArrayList<>();
    headers.add(new HeaderField("Content-Type", type(contentType)));
    headers.add(new HeaderField("Content-Transfer-Encoding", "base64"));
    String disposition = contentId == null ? "attachment" : "inline";
    headers.add(new HeaderField("Content-Disposition", disposition + FileName.parameter(fileName)));
    if (contentId != null) {
      headers.add(new HeaderField("Content-ID", "<" + contentId + ">"));
    }
    return new Entity(headers, draft -> draft.add(bytes));
  }

  /**
   * Several in one (RFC 2046 section 5.1).
   *
   * @param boundary stands in none of them
   */
  static Entity multipart(String subtype, String boundary, List<Entity> parts) {
    HeaderField type =
        new HeaderField(
            "Content-Type", "multipart/" + subtype + ";\r\n boundary=\"" + boundary + "\"");
    return new Entity(
        List.of(type),
        draft -> {
          for (Entity part : parts) {
            draft.add("--" + boundary + "\r\n");
            part.headers.forEach(header -> draft.add(header.line()));
            draft.add("\r\n");
            part.body.writeTo(draft);
            draft.add("\r\n");
          }
          draft.add("--" + boundary + "--\r\n");
        });
  }

  private static String type(String contentType) {
    var matcher = TYPE.matcher(contentType.strip());
    if (!matcher.matches()) {
      return ANY_TYPE;
    }
    return switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
      case "multipart", "message" -> ANY_TYPE;
      default -> contentType.strip().replaceAll("\\s*;\\s*", ";\r\n ");
    };
  }

  /** RFC 2045 section 2.7: ASCII without controls, in lines that are not too long. */
  private static boolean travelsAsItIs(String lines) {
    int column = 0;
    for (int i = 0; i < lines.length(); i++) {
      char c = lines.charAt(i);
      column = c == '\n' ? 0 : column + 1;
      boolean usual = (c >= ' ' && c <= '~') || c == '\t' || c == '\r' || c == '\n';
      if (!usual || column > MAX_LINE) {
        return false;
      }
    }
    return true;
  }

  /** Every line end as CR LF. */
  private static String lines(String text) {
    StringBuilder lines = new StringBuilder(text.length() + 32);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n') {
        lines.append("\r\n");
        i += c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? 1 : 0;
      } else {
        lines.append(c);
      }
    }
    return lines.toString();
  }
}
