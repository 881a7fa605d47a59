package dev.bongsu.channel.email;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a mail that came in from a stranger, read with as little trust: no more headers, parts
 * and depth than reports have, no charset, no encoding but the plain ones.
 *
 * @param headers unfolded, by their names in lower case; the first of each name
 * @param body with LF as the line end
 */
record ReportPart(Map<String, String> headers, String body) {
  private static final int MOST_HEADERS = 500;
  private static final int MOST_PARTS = 20;
  private static final int DEEPEST = 4;
  private static final Pattern BOUNDARY =
      Pattern.compile(
          "boundary=(?:\"([^\"]{1,200})\"|([^\\s;\"]{1,200}))", Pattern.CASE_INSENSITIVE);

  ReportPart {
    headers = Map.copyOf(headers);
  }

  /** A whole mail, or a part of one. */
  static ReportPart parse(String text) {
    String lines = text.replace("\r\n", "\n");
    int end = lines.startsWith("\n") ? 0 : lines.indexOf("\n\n");
    return end < 0
        ? new ReportPart(headers(lines), "")
        : new ReportPart(headers(lines.substring(0, end)), lines.substring(end == 0 ? 1 : end + 2));
  }

  /** The headers at the start of a text, up to its first empty line. */
  static Map<String, String> headers(String text) {
    Map<String, String> headers = new LinkedHashMap<>();
    String name = "";
    for (String line : text.split("\n", MOST_HEADERS)) {
      if (line.isBlank()) {
        break;
      }
      int colon = line.indexOf(':');
      if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        headers.computeIfPresent(name, (_, value) -> value + " " + line.strip());
      } else if (colon > 0) {
        name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        headers.putIfAbsent(name, line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  /** The value of a header, empty where there is none. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The media type in lower case, without parameters. */
  String type() {
    String type = header("content-type");
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** All parts inside that have no parts themselves, or this one. */
  List<ReportPart> leaves() {
    List<ReportPart> leaves = new ArrayList<>();
    collect(leaves, DEEPEST);
    return leaves;
  }

  private void collect(List<ReportPart> leaves, int deeper) {
    Matcher boundary = BOUNDARY.matcher(header("content-type"));
    if (!type().startsWith("multipart/") || deeper == 0 || !boundary.find()) {
      leaves.add(this);
      return;
    }
    String delimiter = "--" + (boundary.group(1) == null ? boundary.group(2) : boundary.group(1));
    StringBuilder part = new StringBuilder();
    boolean inside = false;
    for (String line : body.split("\n", -1)) {
      boolean last = line.stripTrailing().equals(delimiter + "--");
      if (last || line.stripTrailing().equals(delimiter)) {
        if (inside && leaves.size() < MOST_PARTS) {
          parse(part.toString()).collect(leaves, deeper - 1);
        }
        inside = true;
        part.setLength(0);
        if (last) {
          return;
        }
      } else if (inside) {
        part.append(line).append('\n');
      }
    }
    if (inside && leaves.size() < MOST_PARTS) {
      // Cut off by its length perhaps; what there is of it may be all that is needed.
      parse(part.toString()).collect(leaves, deeper - 1);
    }
  }
}
