package dev.bongsu.template;

import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.store.SearchDocument;
import dev.bongsu.store.SearchDocument.Weight;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.owasp.html.Encoding;

/**
 * What of a template it is found by: key and name; description, category, channels and base; the
 * texts in all languages, with the variables and functions that they name. What HTML is made of is
 * not searched.
 */
final class TemplateWords {
  private TemplateWords() {}

  /**
   * The document of a template.
   *
   * @param live the body that is sent
   * @param draft the body that is worked on, null for none: whoever writes it looks for it too
   */
  static SearchDocument document(
      TemplateKey key,
      Map<String, @Nullable Object> live,
      @Nullable Map<String, @Nullable Object> draft) {
    var document = new SearchDocument(key.value());
    document.name(text(live, "name"));
    for (String about : new String[] {"description", "category", "extends"}) {
      document.add(Weight.ABOUT, text(live, about));
    }
    addTexts(document, Weight.ABOUT, "channels", live.get("channels"));
    addTexts(document, Weight.CONTENT, "content", live.get("content"));
    if (draft != null) {
      document.add(Weight.CONTENT, text(draft, "name"));
      document.add(Weight.CONTENT, text(draft, "description"));
      addTexts(document, Weight.CONTENT, "content", draft.get("content"));
    }
    return document;
  }

  private static @Nullable String text(Map<String, @Nullable Object> body, String name) {
    return body.get(name) instanceof String text ? text : null;
  }

  private static void addTexts(
      SearchDocument document, Weight weight, String name, @Nullable Object value) {
    if (value instanceof String text) {
      document.add(weight, plain(text, name.equals("html")));
    } else if (value instanceof Map<?, ?> fields) {
      fields.forEach(
          (field, each) -> addTexts(document, weight, String.valueOf(field), (Object) each));
    } else if (value instanceof Iterable<?> values) {
      values.forEach(each -> addTexts(document, weight, name, (Object) each));
    }
  }

  /**
   * The words of a source, one look at each character: no comments, no markup, of tags what they
   * name.
   */
  static String plain(String source, boolean html) {
    var words = new StringBuilder(source.length());
    int at = 0;
    while (at < source.length()) {
      if (source.startsWith("{{", at)) {
        at = addTag(words, source, at);
      } else if (html && isMarkup(source, at)) {
        at = afterMarkup(source, at);
        words.append(' ');
      } else {
        words.append(source.charAt(at++));
      }
    }
    return html ? Encoding.decodeHtml(words.toString(), false) : words.toString();
  }

  private static int addTag(StringBuilder words, String source, int at) {
    if (source.startsWith("{{!", at)) {
      return after(source, source.startsWith("{{!--", at) ? "--}}" : "}}", at);
    }
    int end = after(source, "}}", at);
    String inside = source.substring(at + 2, end).replaceAll("[{}~]", " ").strip();
    // What opens, closes or parts a block says nothing of this template.
    boolean closes = inside.startsWith("/") || inside.startsWith("else");
    boolean opens = inside.startsWith("#") || inside.startsWith("^");
    int name = inside.indexOf(' ');
    words.append(' ');
    if (opens && name > 0) {
      words.append(inside, name, inside.length());
    } else if (!opens && !closes) {
      words.append(inside);
    }
    words.append(' ');
    return end;
  }

  private static boolean isMarkup(String source, int at) {
    if (source.charAt(at) != '<' || at + 1 == source.length()) {
      return false;
    }
    char next = source.charAt(at + 1);
    return next == '/' || next == '!' || Character.isLetter(next);
  }

  private static int afterMarkup(String source, int at) {
    if (source.startsWith("<!--", at)) {
      return after(source, "-->", at);
    }
    for (String silent : new String[] {"style", "script"}) {
      if (source.regionMatches(true, at + 1, silent, 0, silent.length())) {
        return after(source, ">", closing(source, "</" + silent, at));
      }
    }
    return after(source, ">", at);
  }

  private static int closing(String source, String tag, int at) {
    for (int i = at; i < source.length(); i++) {
      if (source.regionMatches(true, i, tag, 0, tag.length())) {
        return i;
      }
    }
    return source.length();
  }

  private static int after(String source, String end, int at) {
    int found = source.indexOf(end, at);
    return found < 0 ? source.length() : found + end.length();
  }
}
