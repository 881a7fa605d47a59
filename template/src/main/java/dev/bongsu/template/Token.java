package dev.bongsu.template;

/**
 * A piece of a source.
 *
 * @param text of {@link Kind#TEXT} what stands there, of a tag what stands between its marks
 * @param at offset in the source; of a tag that of its first brace
 * @param trimBefore the tag eats white space before it: {@code {{~x}}}
 * @param trimAfter the tag eats white space after it: {@code {{x~}}}
 */
record Token(Kind kind, String text, int at, boolean trimBefore, boolean trimAfter) {
  /** What kind of piece it is. */
  enum Kind {
    TEXT,
    /** <code>{{x}}</code>. */
    VALUE,
    /** <code>{{{x}}}</code> or <code>{{&x}}</code>. */
    RAW,
    /** <code>{{#x}}</code>. */
    OPEN,
    /** <code>{{else}}</code>, <code>{{else if x}}</code> or <code>{{^}}</code>. */
    ELSE,
    /** <code>{{/x}}</code>. */
    CLOSE,
    /** <code>{{! x}}</code>. */
    COMMENT,
    /** <code>{{> x}}</code>. */
    PARTIAL,
    /** Of Handlebars, but not of ours: decorators, raw blocks, inverted sections. */
    FOREIGN
  }

  static Token text(String text, int at) {
    return new Token(Kind.TEXT, text, at, false, false);
  }

  Token withText(String other) {
    return new Token(kind, other, at, trimBefore, trimAfter);
  }

  /** Whether the tag leaves no trace when it stands on a line of its own. */
  boolean standsAlone() {
    return switch (kind) {
      case OPEN, ELSE, CLOSE, COMMENT -> true;
      case TEXT, VALUE, RAW, PARTIAL, FOREIGN -> false;
    };
  }
}
