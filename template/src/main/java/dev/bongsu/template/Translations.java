package dev.bongsu.template;

import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.StaleException;
import dev.bongsu.kernel.TemplateKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is translated of templates and what is not, and the way of texts to translators and back. It
 * looks at the latest versions, which translators work on, and not at the live ones.
 */
public final class Translations {
  private final Templates templates;

  public Translations(Templates templates) {
    this.templates = templates;
  }

  /**
   * Which texts have no translation in which language that the template has content for; empty if
   * there is no such template.
   *
   * @return as the HTTP contract shows it
   */
  public Optional<Map<String, @Nullable Object>> report(TemplateKey key) {
    return latest(key).map(each -> report(each.shown()));
  }

  private static Map<String, @Nullable Object> report(TemplateVersion version) {
    var texts = new Texts(version.body());
    List<Map<String, @Nullable Object>> locales = new ArrayList<>();
    for (String locale : texts.locales()) {
      List<TemplateStrings.Text> all = texts.in(locale);
      List<String> missing =
          all.stream().filter(each -> each.target() == null).map(TemplateStrings.Text::id).toList();
      Map<String, @Nullable Object> line = new LinkedHashMap<>();
      line.put("locale", locale);
      line.put("texts", all.size());
      line.put("missing", missing);
      locales.add(line);
    }
    Map<String, @Nullable Object> report = new LinkedHashMap<>();
    report.put("key", version.key().value());
    report.put("version", version.version());
    report.put("locales", locales);
    return report;
  }

  /**
   * The texts for translation into a language; empty if there is no such template.
   *
   * @throws InvalidException if the language is none
   */
  public Optional<TemplateStrings> strings(TemplateKey key, String locale) throws InvalidException {
    requireLocale(locale);
    return latest(key)
        .map(each ->
            new TemplateStrings(
                key.value(),
                each.latestVersion(),
                locale,
                new Texts(each.shown().body()).in(locale)));
  }

  /**
   * Makes a draft of the latest version with these translations; empty if there is no such
   * template. Translations that change nothing make none: then the latest version is answered.
   *
   * @param expectedVersion as in {@link Templates#put}
   * @throws InvalidException if a text is not there, or has changed since it was exported, or if
   *     the translation is faulty as a template
   */
  public Optional<Templates.Saved> translate(
      TemplateKey key, TemplateStrings strings, String author, @Nullable Long expectedVersion)
      throws InvalidException, StaleException, FourEyesException {
    requireLocale(strings.locale());
    if (!strings.template().equals(key.value())) {
      throw InvalidException.unprocessable(
          "/template", "wanted the texts of " + key + " but found those of " + strings.template());
    }
    Optional<TemplateView> latest = latest(key);
    if (latest.isEmpty()) {
      return Optional.empty();
    }
    int version = latest.get().latestVersion();
    if (expectedVersion != null && expectedVersion != version) {
      throw new StaleException(version, expectedVersion);
    }
    var texts = new Texts(latest.get().shown().body());
    Map<String, @Nullable Object> body = texts.with(strings);
    if (texts.says(strings)) {
      return Optional.of(new Templates.Saved(false, latest.get(), false, List.of()));
    }
    body.put("comment", "Translation into " + strings.locale());
    return Optional.of(templates.put(key, body, author, (long) version, GoLive.NEVER));
  }

  private Optional<TemplateView> latest(TemplateKey key) {
    return templates.view(key).flatMap(each -> templates.view(key, each.latestVersion()));
  }

  private static void requireLocale(String tag) throws InvalidException {
    if (tag.equals(Locales.DEFAULT) || !Locales.isLocale(tag)) {
      throw InvalidException.malformed(
          "", "locale: wanted the BCP 47 tag of the language to translate into");
    }
  }
}
