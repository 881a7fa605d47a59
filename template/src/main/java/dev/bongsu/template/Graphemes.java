package dev.bongsu.template;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Counts what readers take for characters (Unicode Standard Annex 29). */
final class Graphemes {
  private static final String ELLIPSIS = "…";

  private Graphemes() {}

  /** The text, or as much of it as fits with the ellipsis: {@code truncate text 20}. */
  static String truncated(Formula.Given given) throws UnrenderableException {
    String text = String.valueOf(given.value(0));
    Object wanted = given.values().size() > 1 ? given.value(1) : given.named().get("length");
    Number number = requireLength(wanted);
    long length =
        new BigDecimal(number.toString()).min(BigDecimal.valueOf(text.length() + 1L)).longValue();
    if (text.length() <= length) {
      return text;
    }
    String ellipsis = given.named().containsKey("ellipsis") ? given.text("ellipsis") : ELLIPSIS;
    if (ellipsis == null) {
      ellipsis = "";
    }
    BreakIterator breaks = BreakIterator.getCharacterInstance(ULocale.ROOT);
    breaks.setText(text);
    if (after(breaks, length) == text.length()) {
      return text;
    }
    BreakIterator inEllipsis = BreakIterator.getCharacterInstance(ULocale.ROOT);
    inEllipsis.setText(ellipsis);
    long room = length;
    while (room > 0 && inEllipsis.next() != BreakIterator.DONE) {
      room--;
    }
    String shown =
        ellipsis.substring(0, room == 0 ? Math.max(0, inEllipsis.current()) : ellipsis.length());
    return text.substring(0, after(breaks, room)).stripTrailing() + shown;
  }

  /** A length to truncate to. */
  static Number requireLength(@Nullable Object wanted) throws UnrenderableException {
    if (!(wanted instanceof Number number) || number.longValue() < 1) {
      throw new UnrenderableException("truncate: wanted a length of 1 or more");
    }
    return number;
  }

  /** The offset after so many characters, or the end. */
  private static int after(BreakIterator breaks, long count) {
    int at = breaks.first();
    for (long i = 0; i < count; i++) {
      int next = breaks.next();
      if (next == BreakIterator.DONE) {
        break;
      }
      at = next;
    }
    return at;
  }
}
