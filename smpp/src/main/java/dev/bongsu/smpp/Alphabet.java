package dev.bongsu.smpp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** How the text of a short message travels; {@link #dataCoding} says which to the other end. */
public enum Alphabet {
  /**
   * The GSM 7 bit default alphabet with its extension table (3GPP TS 23.038 section 6.2.1), an
   * octet for each septet.
   */
  GSM_7(0, 160, 153),
  /** UTF-16, big-endian. Old devices know UCS-2 only, which is the same but for rare characters. */
  UCS_2(8, 140, 134);

  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  private static final int ESCAPE = 0x1b;
  private static final String EXTENDED = "\f^{}\\[~]|€";
  private static final byte[] EXTENSIONS = {
    0x0a, 0x14, 0x28, 0x29, 0x2f, 0x3c, 0x3d, 0x3e, 0x40, 0x65
  };

  private final int dataCoding;
  private final int mostAlone;
  private final int mostJoined;

  Alphabet(int dataCoding, int mostAlone, int mostJoined) {
    this.dataCoding = dataCoding;
    this.mostAlone = mostAlone;
    this.mostJoined = mostJoined;
  }

  /** The smaller one that knows every character of a text. */
  public static Alphabet of(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ESCAPE || (BASIC.indexOf(c) < 0 && EXTENDED.indexOf(c) < 0)) {
        return UCS_2;
      }
    }
    return GSM_7;
  }

  /** The value of {@code data_coding} (SMPP 3.4 section 5.2.19). */
  public int dataCoding() {
    return dataCoding;
  }

  /** The most octets of a text that is sent in one part. */
  public int mostAlone() {
    return mostAlone;
  }

  /** The most octets of each part, without its header, where there are more. */
  public int mostJoined() {
    return mostJoined;
  }

  /** The octets of a text that consists of {@linkplain #of known} characters. */
  public byte[] encode(String text) {
    return switch (this) {
      case UCS_2 -> text.getBytes(StandardCharsets.UTF_16BE);
      case GSM_7 -> {
        var out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
          char c = text.charAt(i);
          int extended = EXTENDED.indexOf(c);
          if (extended >= 0) {
            out.write(ESCAPE);
            out.write(EXTENSIONS[extended]);
          } else {
            out.write(BASIC.indexOf(c));
          }
        }
        yield out.toByteArray();
      }
    };
  }

  /** The text in octets from outside; what is no character is shown as U+FFFD. */
  public String decode(byte[] octets) {
    return switch (this) {
      case UCS_2 -> new String(octets, StandardCharsets.UTF_16BE);
      case GSM_7 -> {
        var text = new StringBuilder(octets.length);
        for (int i = 0; i < octets.length; i++) {
          int octet = octets[i] & 0xff;
          if (octet == ESCAPE && i + 1 < octets.length) {
            text.append(extension(octets[++i]));
          } else {
            text.append(octet < BASIC.length() ? BASIC.charAt(octet) : '\ufffd');
          }
        }
        yield text.toString();
      }
    };
  }

  /** The octets of one character, in which no part may end. */
  int width(byte[] octets, int at) {
    return switch (this) {
      case GSM_7 -> octets[at] == ESCAPE ? 2 : 1;
      case UCS_2 -> (octets[at] & 0xfc) == 0xd8 ? 4 : 2;
    };
  }

  private static char extension(byte octet) {
    for (int i = 0; i < EXTENSIONS.length; i++) {
      if (EXTENSIONS[i] == octet) {
        return EXTENDED.charAt(i);
      }
    }
    return '\ufffd';
  }
}
