package dev.bongsu.template;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.InvalidException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a template as translators get and give them.
 *
 * @param template whose they are
 * @param version which version they were taken from
 * @param locale into which language: a BCP 47 tag
 */
public record TemplateStrings(String template, int version, String locale, List<Text> texts) {
  private static final int MAX_TEXT_LENGTH = 262_144;

  public TemplateStrings {
    texts = List.copyOf(texts);
  }

  /**
   * One text.
   *
   * @param id where it stands: {@code email.subject}, or {@code html} of a function
   * @param source in the default language
   * @param target translated; null if it is not yet
   */
  public record Text(String id, String source, @Nullable String target) {}

  /**
   * From JSON, as {@link #json} writes it.
   *
   * @throws InvalidException of kind malformed
   */
  public static TemplateStrings of(Map<String, @Nullable Object> json) throws InvalidException {
    Fields fields = Fields.of(json);
    String template = fields.requiredText("template", 64);
    Integer version = fields.integer("version", 1, Integer.MAX_VALUE);
    fields.missing("version");
    String locale = fields.requiredText("locale", Locales.MAX_LENGTH);
    Fields inside = fields.child("strings");
    fields.missing("strings");
    List<Text> texts = new ArrayList<>();
    if (inside != null) {
      for (String id : inside.names()) {
        Fields text = inside.child(id);
        if (text != null) {
          String source = text.text("source", MAX_TEXT_LENGTH);
          text.missing("source");
          String target = text.text("target", MAX_TEXT_LENGTH);
          texts.add(new Text(id, Objects.requireNonNullElse(source, ""), target));
        }
      }
    }
    fields.done();
    return new TemplateStrings(template, version == null ? 1 : version, locale, texts);
  }

  /** As JSON. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> strings = new LinkedHashMap<>();
    for (Text text : texts) {
      Map<String, @Nullable Object> each = new LinkedHashMap<>();
      each.put("source", text.source());
      each.put("target", text.target());
      strings.put(text.id(), each);
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("template", template);
    json.put("version", version);
    json.put("locale", locale);
    json.put("strings", strings);
    return json;
  }
}
