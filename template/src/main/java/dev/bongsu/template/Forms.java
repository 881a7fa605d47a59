package dev.bongsu.template;

import com.ibm.icu.number.FormattedNumber;
import com.ibm.icu.text.PluralRules;
import com.ibm.icu.util.ULocale;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among texts by a number's grammar or by a word, as ICU's MessageFormat does: {@code
 * plural n one="# day" other="# days"} or {@code plural n "=0 {today} one {# day} other {# days}"}.
 */
final class Forms {
  private static final String OTHER = "other";
  private static final Set<String> CATEGORIES = Set.of("zero", "one", "two", "few", "many", OTHER);
  private static final int MAX_PATTERN_LENGTH = 2000;
  private static final int MAX_FORMS = 100;

  private Forms() {}

  static @Nullable String complaint(Format what, Expression.Arguments arguments) {
    boolean plural = what == Format.PLURAL;
    int count = arguments.values().size();
    if (count == 2) {
      String pattern = arguments.constantText(1);
      if (pattern == null) {
        return "takes its texts as a constant: \"one {# day} other {# days}\"";
      }
      Map<String, String> forms = parsed(pattern);
      return forms == null
          ? "takes texts like \"one {# day} other {# days}\""
          : complaint(plural, forms.keySet());
    }
    if (count == 3 && plural) {
      return null;
    }
    return count == 1 ? complaint(plural, arguments.named().keySet()) : "takes one value first";
  }

  private static @Nullable String complaint(boolean plural, Set<String> names) {
    if (!names.contains(OTHER)) {
      return "wants a text for other";
    }
    for (String name : names) {
      if (plural
          && !CATEGORIES.contains(name)
          && !name.equals("locale")
          && !name.equals("ordinal")
          && exact(name) == null) {
        return "knows no " + name + ": wanted zero, one, two, few, many, other or a number";
      }
    }
    return null;
  }

  static @Nullable String plural(Formula.Given given, Reader reader) throws UnrenderableException {
    if (given.value(0) == null) {
      return null;
    }
    BigDecimal number = Numbers.exact(Format.PLURAL, given.value(0));
    String named = given.text("locale");
    String locale = named == null ? reader.locale() : named;
    FormattedNumber written = Numbers.plain(number, locale);
    Map<String, String> forms = forms(given);
    String form = null;
    for (Map.Entry<String, String> each : forms.entrySet()) {
      BigDecimal exact = exact(each.getKey());
      if (exact != null && exact.compareTo(number) == 0) {
        form = each.getValue();
      }
    }
    if (form == null) {
      boolean ordinal = Boolean.TRUE.equals(given.named().get("ordinal"));
      form = forms.get(rules(locale, forms, ordinal).select(written));
    }
    if (form == null) {
      form = forms.getOrDefault(OTHER, "");
    }
    return form.replace("#", written.toString());
  }

  /**
   * The reader's language chooses, unless it does not know one of the forms written: then the text
   * is in another language, which is taken for English.
   */
  private static PluralRules rules(String locale, Map<String, String> forms, boolean ordinal) {
    PluralRules.PluralType type =
        ordinal ? PluralRules.PluralType.ORDINAL : PluralRules.PluralType.CARDINAL;
    PluralRules rules = PluralRules.forLocale(Locales.known(locale), type);
    Set<String> known = rules.getKeywords();
    boolean fits =
        forms.keySet().stream()
            .allMatch(each -> !CATEGORIES.contains(each) || known.contains(each));
    return fits ? rules : PluralRules.forLocale(ULocale.ENGLISH, type);
  }

  static String select(Formula.Given given) throws UnrenderableException {
    Map<String, String> forms = forms(given);
    String form = forms.get(String.valueOf(given.value(0)));
    return form == null ? forms.getOrDefault(OTHER, "") : form;
  }

  private static Map<String, String> forms(Formula.Given given) throws UnrenderableException {
    Map<String, String> forms = new LinkedHashMap<>();
    List<@Nullable Object> values = given.values();
    if (values.size() == 3) {
      forms.put("one", String.valueOf(values.get(1)));
      forms.put(OTHER, String.valueOf(values.get(2)));
    } else if (values.size() == 2) {
      Map<String, String> parsed = parsed(String.valueOf(values.get(1)));
      if (parsed == null) {
        throw new UnrenderableException("the texts to choose from are not well-formed");
      }
      forms.putAll(parsed);
    } else {
      given
          .named()
          .forEach((name, text) -> {
            if (text != null) {
              forms.put(name, String.valueOf(text));
            }
          });
    }
    return forms;
  }

  /** {@code =0 {none} one {# day} other {# days}}; null if it is not like that. */
  private static @Nullable Map<String, String> parsed(String pattern) {
    if (pattern.length() > MAX_PATTERN_LENGTH) {
      return null;
    }
    Map<String, String> forms = new LinkedHashMap<>();
    int at = 0;
    while (at < pattern.length() && forms.size() < MAX_FORMS) {
      int open = pattern.indexOf('{', at);
      int close = open < 0 ? -1 : pattern.indexOf('}', open);
      if (close < 0) {
        return pattern.substring(at).isBlank() ? forms : null;
      }
      String name = pattern.substring(at, open).strip();
      String text = pattern.substring(open + 1, close);
      if (name.isEmpty() || text.indexOf('{') >= 0) {
        return null;
      }
      forms.put(name.startsWith("=") ? name.substring(1) : name, text);
      at = close + 1;
    }
    return forms;
  }

  private static @Nullable BigDecimal exact(String name) {
    char first = name.isEmpty() ? ' ' : name.charAt(0);
    if (name.length() > 20 || !(Character.isDigit(first) || first == '-')) {
      return null;
    }
    try {
      return new BigDecimal(name);
    } catch (NumberFormatException _) {
      return null;
    }
  }
}
