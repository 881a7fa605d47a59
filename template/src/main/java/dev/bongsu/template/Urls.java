package dev.bongsu.template;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks after rendered URLs, and puts them together. */
final class Urls {
  /** They run code instead of leading somewhere. */
  private static final Set<String> SCRIPTS = Set.of("javascript", "vbscript", "data");

  private static final String HEX = "0123456789ABCDEF";

  private Urls() {}

  /** {@code url} itself, unless opening it would run what a parameter brought. */
  static String checked(String url) throws UnrenderableException {
    check(url, 0);
    return url;
  }

  /**
   * Looks at the attribute that ends here.
   *
   * @param opening the quote before it, or a space where there is none
   */
  static void checkEnd(StringBuilder out, char opening) throws UnrenderableException {
    int start;
    if (opening == ' ') {
      start = out.length();
      while (start > 0 && !Character.isWhitespace(out.charAt(start - 1))) {
        start--;
      }
      int equals = out.indexOf("=", start);
      start = equals < 0 ? start : equals + 1;
    } else {
      start = out.lastIndexOf(String.valueOf(opening)) + 1;
    }
    check(out, start);
  }

  /** As browsers read a scheme: white space and control characters do not count. */
  private static void check(CharSequence url, int start) throws UnrenderableException {
    var scheme = new StringBuilder();
    for (int i = start; i < url.length() && scheme.length() < 12; i++) {
      char c = url.charAt(i);
      if (c == ':') {
        boolean image =
            url.length() >= i + 7 && url.subSequence(i, i + 7).toString().equals(":image/");
        if (SCRIPTS.contains(scheme.toString().toLowerCase(Locale.ROOT)) && !image) {
          throw new UnrenderableException("the URL would run code instead of leading somewhere");
        }
        return;
      }
      if (c == '/' || c == '?' || c == '#') {
        return;
      }
      if (c > ' ') {
        scheme.append(c);
      }
    }
  }

  /**
   * An address with more to it.
   *
   * @param base where it begins, which may have a query and a fragment of its own
   * @param segments appended to the path, each a segment
   * @param query appended to the query; null values are left out
   */
  static String of(
      String base, List<@Nullable Object> segments, Map<String, @Nullable Object> query)
      throws UnrenderableException {
    int fragmentAt = base.indexOf('#');
    String fragment = fragmentAt < 0 ? "" : base.substring(fragmentAt);
    String rest = fragmentAt < 0 ? base : base.substring(0, fragmentAt);
    int queryAt = rest.indexOf('?');
    var url = new StringBuilder(queryAt < 0 ? rest : rest.substring(0, queryAt));
    for (Object each : segments) {
      if (url.isEmpty() || url.charAt(url.length() - 1) != '/') {
        url.append('/');
      }
      encode(url, each == null ? "" : String.valueOf(each));
    }
    if (queryAt >= 0) {
      url.append(rest, queryAt, rest.length());
    }
    boolean first = queryAt < 0;
    for (Map.Entry<String, @Nullable Object> each : query.entrySet()) {
      if (each.getValue() != null) {
        char end = url.isEmpty() ? ' ' : url.charAt(url.length() - 1);
        if (end != '?' && end != '&') {
          url.append(first ? '?' : '&');
        }
        first = false;
        encode(url, each.getKey());
        encode(url.append('='), String.valueOf(each.getValue()));
      }
    }
    return checked(url.append(fragment).toString());
  }

  /** As RFC 3986 section 2.1, all but unreserved characters. */
  private static void encode(StringBuilder url, String value) {
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      encode(url, (char) (each & 0xff));
    }
  }

  /** Appends a byte of UTF-8 as a part of a component. */
  static void encode(StringBuilder url, char octet) {
    if (isUnreserved(octet)) {
      url.append(octet);
    } else {
      url.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
    }
  }

  /** RFC 3986 section 2.3. */
  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }
}
