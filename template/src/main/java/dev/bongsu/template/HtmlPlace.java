package dev.bongsu.template;

import java.util.Locale;
import java.util.Set;

/**
 * Where in an HTML document one is after some of its text, as a browser's tokenizer sees it (WHATWG
 * HTML section 13.2.5). What stands where a value goes decides how the value must be written.
 */
final class HtmlPlace {
  private static final Set<String> URLS =
      Set.of(
          "href",
          "src",
          "action",
          "formaction",
          "xlink:href",
          "background",
          "poster",
          "cite",
          "longdesc",
          "data",
          "codebase",
          "manifest",
          "ping");

  /** Whose content is not HTML until their end. */
  private static final Set<String> RAW =
      Set.of("script", "style", "xmp", "iframe", "noembed", "noframes");

  /** More than any name has that means something here; of longer ones the rest is passed over. */
  private static final int MAX_NAME_LENGTH = 20;

  private static final Set<String> TEXT_ONLY = Set.of("title", "textarea");

  /** The states, with how much care a value needs there. */
  private enum State {
    DATA(0),
    TEXT_ONLY(1),
    COMMENT(2),
    DECLARATION(3),
    DOUBLE_QUOTED(4),
    SINGLE_QUOTED(5),
    TAG_OPEN(6),
    TAG_NAME(7),
    IN_TAG(8),
    AFTER_NAME(9),
    BEFORE_VALUE(10),
    UNQUOTED(11),
    ATTRIBUTE_NAME(12),
    RAW(13);

    private final int care;

    State(int care) {
      this.care = care;
    }
  }

  /** More than any state's. */
  private static final int CARE_OF_ATTRIBUTE = 100;

  private State state = State.DATA;
  private boolean closing;

  /** Of the tag, or of the element whose raw text this is. */
  private String element = "";

  private String attribute = "";

  /** Part of the attribute's name came from a value. */
  private boolean obscure;

  /** Part of the attribute's URL came from a value. */
  private boolean urlWithValues;

  /** Before the attribute's value: a quote, or a space. */
  private char opening = ' ';

  /** The last characters, where an end mark is awaited. */
  private String tail = "";

  HtmlPlace copy() {
    var copy = new HtmlPlace();
    copy.state = state;
    copy.closing = closing;
    copy.element = element;
    copy.attribute = attribute;
    copy.obscure = obscure;
    copy.urlWithValues = urlWithValues;
    copy.opening = opening;
    copy.tail = tail;
    return copy;
  }

  /** Where one may be after either: of two places the one that asks for more care. */
  static HtmlPlace either(HtmlPlace a, HtmlPlace b) {
    HtmlPlace chosen = (a.care() >= b.care() ? a : b).copy();
    chosen.urlWithValues = a.urlWithValues || b.urlWithValues;
    return chosen;
  }

  /** Whether a value is written alike here and there. */
  boolean isLike(HtmlPlace other) {
    return valueTarget() == other.valueTarget() && care() == other.care();
  }

  private int care() {
    int attributes = state == State.DATA || state == State.TEXT_ONLY ? 0 : attributeCare();
    return attributes * CARE_OF_ATTRIBUTE + state.care;
  }

  private int attributeCare() {
    return switch (valueTarget()) {
      case SCRIPT -> 3;
      case STYLE -> 2;
      case TEXT, LINE, HTML, XML, URL, UNQUOTED, AFTER_LESS_THAN, NAME, DIGITS -> isUrl() ? 1 : 0;
    };
  }

  /** Whether elements may stand here. */
  boolean isData() {
    return state == State.DATA;
  }

  /**
   * Goes over {@code text} from {@code from} until a URL with values ends; where that is, or -1.
   */
  int advance(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      boolean watched = urlWithValues;
      take(text.charAt(i));
      if (watched && !urlWithValues) {
        return i;
      }
    }
    return -1;
  }

  /** The quote before the value of the attribute that ended last, a space if it has none. */
  char opening() {
    return opening;
  }

  private void take(char c) {
    switch (state) {
      case DATA -> state = c == '<' ? State.TAG_OPEN : State.DATA;
      case TAG_OPEN -> tagOpen(c);
      case TAG_NAME -> tagName(c);
      case IN_TAG -> inTag(c);
      case ATTRIBUTE_NAME -> attributeName(c);
      case AFTER_NAME -> {
        if (c == '=') {
          state = State.BEFORE_VALUE;
        } else if (!isSpace(c)) {
          inTag(c);
        }
      }
      case BEFORE_VALUE -> beforeValue(c);
      case DOUBLE_QUOTED -> endValue(c == '"');
      case SINGLE_QUOTED -> endValue(c == '\'');
      case UNQUOTED -> {
        endValue(isSpace(c) || c == '>');
        if (c == '>') {
          endTag();
        }
      }
      case COMMENT -> comment(c);
      case DECLARATION -> state = c == '>' ? State.DATA : State.DECLARATION;
      case RAW, TEXT_ONLY -> rawText(c);
    }
  }

  private void tagOpen(char c) {
    if (c == '!') {
      tail = "!";
      state = State.COMMENT;
    } else if (c == '?') {
      state = State.DECLARATION;
    } else if (c == '/' && !closing) {
      closing = true;
    } else if (isLetter(c)) {
      element = String.valueOf(c).toLowerCase(Locale.ROOT);
      state = State.TAG_NAME;
    } else {
      state = closing && c != '>' ? State.DECLARATION : State.DATA;
      closing = false;
      if (c == '<') {
        state = State.TAG_OPEN;
      }
    }
  }

  /** Also finds out whether a {@code <!} begins a comment at all. */
  private void comment(char c) {
    if (tail.equals("!") || tail.equals("!-")) {
      if (c == '-') {
        // As long as nothing came, "-->" and "->" end the comment: <!--> and <!--->.
        tail = tail.equals("!") ? "!-" : "--";
      } else {
        tail = "";
        state = c == '>' ? State.DATA : State.DECLARATION;
      }
      return;
    }
    if (c == '>' && (tail.endsWith("--") || tail.endsWith("--!"))) {
      state = State.DATA;
      tail = "";
      return;
    }
    keepTail(c, "--!".length());
  }

  private void tagName(char c) {
    if (isSpace(c) || c == '/') {
      state = State.IN_TAG;
    } else if (c == '>') {
      endTag();
    } else if (element.length() < MAX_NAME_LENGTH) {
      element += String.valueOf(c).toLowerCase(Locale.ROOT);
    }
  }

  private void inTag(char c) {
    if (c == '>') {
      endTag();
    } else if (isSpace(c) || c == '/') {
      state = State.IN_TAG;
    } else {
      attribute = String.valueOf(c).toLowerCase(Locale.ROOT);
      obscure = false;
      state = State.ATTRIBUTE_NAME;
    }
  }

  private void attributeName(char c) {
    if (c == '=') {
      state = State.BEFORE_VALUE;
    } else if (isSpace(c)) {
      state = State.AFTER_NAME;
    } else if (c == '>' || c == '/') {
      inTag(c);
    } else if (attribute.length() < MAX_NAME_LENGTH) {
      attribute += String.valueOf(c).toLowerCase(Locale.ROOT);
    }
  }

  private void beforeValue(char c) {
    if (isSpace(c)) {
      return;
    }
    opening = ' ';
    if (c == '"' || c == '\'') {
      opening = c;
      state = c == '"' ? State.DOUBLE_QUOTED : State.SINGLE_QUOTED;
    } else if (c == '>') {
      endTag();
    } else {
      state = State.UNQUOTED;
    }
  }

  private void endValue(boolean ends) {
    if (ends) {
      state = State.IN_TAG;
      urlWithValues = false;
    }
  }

  private void endTag() {
    tail = "";
    if (closing) {
      state = State.DATA;
    } else if (RAW.contains(element)) {
      state = State.RAW;
    } else {
      state = TEXT_ONLY.contains(element) ? State.TEXT_ONLY : State.DATA;
    }
    closing = false;
  }

  private void rawText(char c) {
    if (isSpace(c) || c == '/' || c == '>') {
      if (tail.endsWith("</" + element)) {
        closing = true;
        state = State.IN_TAG;
        if (c == '>') {
          endTag();
        }
        return;
      }
    }
    keepTail(Character.toLowerCase(c), "</".length() + element.length());
  }

  private void keepTail(char c, int length) {
    String longer = tail + c;
    tail = longer.length() > length ? longer.substring(longer.length() - length) : longer;
  }

  /** What a value is written for here; afterwards one is behind the value. */
  Target value() {
    Target target = valueTarget();
    switch (state) {
      case TAG_OPEN -> {
        state = State.DATA;
        closing = false;
      }
      case IN_TAG, AFTER_NAME, ATTRIBUTE_NAME -> {
        state = State.ATTRIBUTE_NAME;
        obscure = true;
      }
      case BEFORE_VALUE -> {
        opening = ' ';
        state = State.UNQUOTED;
        urlWithValues = isUrl();
      }
      case DOUBLE_QUOTED, SINGLE_QUOTED, UNQUOTED -> urlWithValues |= isUrl();
      case COMMENT -> {
        state = tail.startsWith("!") ? State.DECLARATION : State.COMMENT;
        tail = "";
      }
      case RAW, TEXT_ONLY -> tail = "";
      case DATA, TAG_NAME, DECLARATION -> {}
    }
    return target;
  }

  private Target valueTarget() {
    return switch (state) {
      case DATA, TEXT_ONLY, COMMENT, DECLARATION -> Target.HTML;
      case TAG_OPEN -> Target.AFTER_LESS_THAN;
      case TAG_NAME -> Target.DIGITS;
      case IN_TAG, AFTER_NAME, ATTRIBUTE_NAME -> Target.NAME;
      case DOUBLE_QUOTED, SINGLE_QUOTED -> attributeTarget(Target.HTML);
      case BEFORE_VALUE, UNQUOTED -> attributeTarget(Target.UNQUOTED);
      case RAW -> element.equals("style") ? Target.STYLE : Target.SCRIPT;
    };
  }

  private Target attributeTarget(Target plain) {
    if (obscure || attribute.startsWith("on") || attribute.equals("srcdoc")) {
      return Target.SCRIPT;
    }
    return attribute.equals("style") ? Target.STYLE : plain;
  }

  private boolean isUrl() {
    return URLS.contains(attribute);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
