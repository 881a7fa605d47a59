package dev.bongsu.channel.email;

import java.nio.charset.StandardCharsets;

/**
 * A file's name as a parameter of a header: quoted where it is short ASCII, else as RFC 2231 has
 * it, in sections that fit on a line.
 */
final class FileName {
  private static final int SHORT = 60;
  private static final int MAX_LENGTH = 255;
  private static final String SAFE = "!#$&+-.^_`|~";

  private FileName() {}

  /** With the semicolon before it; empty for no name. */
  static String parameter(String fileName) {
    String name = cleaned(fileName);
    if (name.isEmpty()) {
      return "";
    }
    if (name.length() <= SHORT && name.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      return ";\r\n filename=\"" + name.replace("\"", "\\\"") + "\"";
    }
    StringBuilder sections = new StringBuilder();
    StringBuilder section = new StringBuilder("UTF-8''");
    int number = 0;
    boolean whole = encodedLength(name) <= SHORT;
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      String encoded = encoded(c);
      if (!whole && section.length() + encoded.length() > SHORT) {
        sections.append(section(number++, section));
        section.setLength(0);
      }
      section.append(encoded);
      i += Character.charCount(c);
    }
    return whole
        ? ";\r\n filename*=" + section
        : sections.append(section(number, section)).toString();
  }

  private static String section(int number, CharSequence text) {
    return ";\r\n filename*" + number + "*=" + text;
  }

  private static int encodedLength(String name) {
    return name.codePoints().map(c -> encoded(c).length()).sum();
  }

  private static String encoded(int c) {
    if (c < 0x80 && (Character.isLetterOrDigit(c) || SAFE.indexOf(c) >= 0)) {
      return Character.toString(c);
    }
    StringBuilder encoded = new StringBuilder();
    for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
      encoded.append('%').append(Character.forDigit((b >> 4) & 0xf, 16));
      encoded.append(Character.forDigit(b & 0xf, 16));
    }
    return encoded.toString();
  }

  /** Nothing that ends a line, and no way out of the folder that it is saved in. */
  private static String cleaned(String name) {
    String last = name.replaceAll(".*[/\\\\]", "");
    String printable = last.replaceAll("[\\p{Cntrl}\u2028\u2029]", "").strip();
    return printable.length() <= MAX_LENGTH ? printable : printable.substring(0, MAX_LENGTH);
  }
}
