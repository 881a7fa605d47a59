package dev.bongsu.template;

/**
 * Keeps what a value says about the direction of writing to the value itself (Unicode Standard
 * Annex 9): what it leaves open would turn around the text behind it, and what it closes too much
 * would end what the text has opened.
 */
final class Directions {
  private static final char FIRST = '\u202a';
  private static final char LAST = '\u2069';

  /** Pop directional formatting: ends an embedding or an override. */
  private static final char POP = '\u202c';

  /** Ends an isolate. */
  private static final char POP_ISOLATE = '\u2069';

  /** As deep as readers must go (BD2); what is deeper is left out. */
  private static final int MAX_DEPTH = 125;

  private Directions() {}

  /** The value with its embeddings, overrides and isolates closed; itself if it has none. */
  static String closed(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (isMark(value.charAt(i))) {
        return balanced(value);
      }
    }
    return value;
  }

  private static boolean isMark(char c) {
    return c >= FIRST && c <= LAST && (c <= '\u202e' || c >= '\u2066');
  }

  private static String balanced(String value) {
    var out = new StringBuilder(value.length() + 8);
    char[] open = new char[MAX_DEPTH];
    int depth = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!isMark(c)) {
        if (isParagraphEnd(c)) {
          // Nothing reaches beyond a paragraph anyway.
          depth = closeAll(out, open, depth);
        }
        out.append(c);
      } else if (c == POP || c == POP_ISOLATE) {
        if (depth > 0 && open[depth - 1] == c) {
          depth--;
          out.append(c);
        }
      } else if (depth < MAX_DEPTH) {
        open[depth++] = c >= '\u2066' ? POP_ISOLATE : POP;
        out.append(c);
      }
    }
    closeAll(out, open, depth);
    return out.toString();
  }

  private static boolean isParagraphEnd(char c) {
    return c == '\n' || c == '\r' || c == '\u0085' || c == '\u2029';
  }

  private static int closeAll(StringBuilder out, char[] open, int depth) {
    for (int i = depth - 1; i >= 0; i--) {
      out.append(open[i]);
    }
    return 0;
  }
}
