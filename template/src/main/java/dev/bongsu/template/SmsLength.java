package dev.bongsu.template;

import java.nio.charset.StandardCharsets;

/**
 * How much room a text takes as a short message (3GPP TS 23.038 section 6.2.1, TS 23.040 section
 * 9.2.3.24).
 *
 * @param bytes of the text over the air, without the headers of segments
 */
public record SmsLength(Encoding encoding, int bytes, int segments) {
  /** How the text travels. */
  public enum Encoding {
    GSM_7("GSM-7"),
    UCS_2("UCS-2");

    private final String apiName;

    Encoding(String apiName) {
      this.apiName = apiName;
    }

    /** The name used in the HTTP contract: {@code GSM-7}. */
    public String apiName() {
      return apiName;
    }
  }

  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
          + "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  private static final String EXTENSION = "\f^{}\\[~]|€";
  private static final int SEPTETS_ALONE = 160;
  private static final int SEPTETS_JOINED = 153;
  private static final int UNITS_ALONE = 70;
  private static final int UNITS_JOINED = 67;

  /** Of this text; an empty one still takes a segment. */
  public static SmsLength of(String text) {
    int septets = 0;
    for (int i = 0; i < text.length(); i++) {
      int width = septets(text.charAt(i));
      if (width == 0) {
        return ucs2(text);
      }
      septets += width;
    }
    int segments =
        septets <= SEPTETS_ALONE ? 1 : segments(text, SEPTETS_JOINED, SmsLength::septets);
    return new SmsLength(Encoding.GSM_7, (septets * 7 + 7) / 8, segments);
  }

  private static SmsLength ucs2(String text) {
    int segments = text.length() <= UNITS_ALONE ? 1 : segments(text, UNITS_JOINED, c -> 1);
    return new SmsLength(Encoding.UCS_2, text.getBytes(StandardCharsets.UTF_16BE).length, segments);
  }

  /** Neither an escape with what it escapes nor a surrogate pair is cut in two. */
  private static int segments(String text, int room, Width width) {
    int segments = 1;
    int used = 0;
    for (int i = 0; i < text.length(); i++) {
      int needed = width.of(text.charAt(i));
      if (Character.isHighSurrogate(text.charAt(i)) && i + 1 < text.length()) {
        needed += width.of(text.charAt(++i));
      }
      if (used + needed > room) {
        segments++;
        used = 0;
      }
      used += needed;
    }
    return segments;
  }

  private static int septets(char c) {
    if (BASIC.indexOf(c) >= 0) {
      return 1;
    }
    return EXTENSION.indexOf(c) >= 0 ? 2 : 0;
  }

  @FunctionalInterface
  private interface Width {
    int of(char c);
  }
}
