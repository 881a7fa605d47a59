package dev.bongsu.template;

import com.ibm.icu.util.ULocale;
import java.util.Arrays;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which language is used where there are several. */
final class Locales {
  /** For whoever has no better. */
  static final String DEFAULT = "default";

  /** How long a tag may be (RFC 5646 section 4.4.1). */
  static final int MAX_LENGTH = 35;

  /** What is wrong with {@code ko} beside {@code KO}: tags are the same in any case (RFC 5646). */
  static final String TWICE = "this language is there twice, written in upper and lower case";

  private Locales() {}

  /** Whether content may be filed under this: {@code default}, or a BCP 47 tag. */
  static boolean isLocale(String tag) {
    // "Default" has the form of a language, and would be one that nobody speaks.
    return tag.equalsIgnoreCase(DEFAULT)
        ? tag.equals(DEFAULT)
        : tag.length() <= MAX_LENGTH && isTag(tag);
  }

  /** Whether a tag has a language in it, known or not. */
  static boolean isTag(String tag) {
    try {
      return !new Locale.Builder().setLanguageTag(tag).build().getLanguage().isEmpty();
    } catch (IllformedLocaleException _) {
      return false;
    }
  }

  /**
   * The locale as CLDR files it: without a script in which it knows nothing, and English for a
   * language that it does not know. ICU would write both in the machine's own language.
   */
  static ULocale known(String tag) {
    ULocale locale = ULocale.forLanguageTag(tag);
    if (!Written.LANGUAGES.contains(locale.getLanguage())) {
      return ULocale.ENGLISH;
    }
    return locale.getScript().isEmpty()
            || Written.SCRIPTS.contains(locale.getLanguage() + "_" + locale.getScript())
        ? locale
        : new ULocale.Builder().setLocale(locale).setScript("").build();
  }

  /** Read when the first locale comes. */
  private static final class Written {
    static final Set<String> LANGUAGES =
        Arrays.stream(ULocale.getAvailableLocales())
            .map(ULocale::getLanguage)
            .collect(Collectors.toUnmodifiableSet());

    /** Languages that CLDR knows in several scripts: {@code zh_Hant}. */
    static final Set<String> SCRIPTS =
        Arrays.stream(ULocale.getAvailableLocales())
            .filter(each -> !each.getScript().isEmpty())
            .map(each -> each.getLanguage() + "_" + each.getScript())
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * What there is for a language: {@code ko-KR} falls back to {@code ko} and then to default.
   *
   * @param there by lower-case tag, null where there is nothing
   */
  static <T> @Nullable T nearest(String locale, Function<String, @Nullable T> there) {
    String tag = locale.isEmpty() ? "" : locale.toLowerCase(Locale.ROOT);
    while (!tag.isEmpty()) {
      T found = there.apply(tag);
      if (found != null) {
        return found;
      }
      int cut = tag.lastIndexOf('-');
      tag = cut < 0 ? "" : tag.substring(0, cut);
    }
    return there.apply(DEFAULT);
  }
}
