package dev.bongsu.objects;

import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the file's name in a Content-Disposition (RFC 6266 section 4.3). */
final class FileNames {
  private static final int MAX_LENGTH = 200;
  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*([A-Za-z*]+)\\s*=\\s*(\"((?:[^\"\\\\]|\\\\.)*)\"|[^;\"\\s]+)");

  private FileNames() {}

  /** The name, safe to be a name and nothing else; null for none. */
  static @Nullable String in(String disposition) {
    String plain = null;
    Matcher parameter = PARAMETER.matcher(disposition);
    while (parameter.find()) {
      String quoted = parameter.group(3);
      String value = quoted == null ? parameter.group(2) : quoted.replaceAll("\\\\(.)", "$1");
      switch (parameter.group(1).toLowerCase(Locale.ROOT)) {
        case "filename*" -> {
          String extended = extended(value);
          if (extended != null) {
            return clean(extended);
          }
        }
        case "filename" -> plain = value;
        default -> {
          // of no interest
        }
      }
    }
    return plain == null ? null : clean(plain);
  }

  /** {@code UTF-8''na%C3%AFve.txt}: RFC 8187 section 3.2. Null for what is not like it. */
  private static @Nullable String extended(String value) {
    String[] parts = value.split("'", 3);
    if (parts.length < 3) {
      return null;
    }
    Charset charset =
        switch (parts[0].toUpperCase(Locale.ROOT)) {
          case "UTF-8" -> StandardCharsets.UTF_8;
          case "ISO-8859-1" -> StandardCharsets.ISO_8859_1;
          default -> null;
        };
    try {
      return charset == null ? null : URLDecoder.decode(parts[2].replace("+", "%2B"), charset);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /** Only the last part of a path, as RFC 6266 section 4.3 asks, and nothing that hides in it. */
  private static @Nullable String clean(String name) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    StringBuilder clean = new StringBuilder();
    last.codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT && !Character.isISOControl(c))
        .filter(c -> Character.getType(c) != Character.SURROGATE)
        .limit(MAX_LENGTH)
        .forEach(clean::appendCodePoint);
    String result = clean.toString().strip();
    return result.isEmpty() || result.chars().allMatch(c -> c == '.') ? null : result;
  }
}
