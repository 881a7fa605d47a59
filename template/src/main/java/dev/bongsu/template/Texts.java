package dev.bongsu.template;

import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a body that people translate: those of its default language, as ids like {@code
 * email.subject}. Links and data are for programs, and stay.
 */
final class Texts {
  private static final String CONTENT = "content";
  private static final String DEFAULT = "default";
  private static final Set<String> TRANSLATED =
      Set.of("subject", "html", "text", "say", "title", "body");

  private final Map<String, @Nullable Object> body;

  Texts(Map<String, @Nullable Object> body) {
    this.body = body;
  }

  /** The languages that there is content for, beside the default. */
  List<String> locales() {
    return content().keySet().stream().filter(each -> !each.equals(DEFAULT)).toList();
  }

  /** All texts, with what this language says instead, by itself or by one that it falls back to. */
  List<TemplateStrings.Text> in(String locale) {
    List<TemplateStrings.Text> texts = new ArrayList<>();
    Map<String, String> translated = new LinkedHashMap<>();
    for (String each : fallbacks(locale).reversed()) {
      translated.putAll(leaves(object(content().get(each))));
    }
    leaves(object(content().get(DEFAULT)))
        .forEach(
            (id, source) -> texts.add(new TemplateStrings.Text(id, source, translated.get(id))));
    return texts;
  }

  /**
   * The body with these translations. A channel that is new in the language begins as it is in the
   * default one.
   *
   * @throws InvalidException naming every text that is not there, or not any more as it was
   */
  Map<String, @Nullable Object> with(TemplateStrings strings) throws InvalidException {
    Map<String, String> sources = leaves(object(content().get(DEFAULT)));
    List<Fault> faults = new ArrayList<>();
    Map<String, @Nullable Object> content = new LinkedHashMap<>(content());
    String own = own(strings.locale());
    Map<String, @Nullable Object> inside = new LinkedHashMap<>(object(content.get(own)));
    for (TemplateStrings.Text text : strings.texts()) {
      String source = sources.get(text.id());
      if (source == null) {
        faults.add(new Fault(pointer(text), "there is no such text"));
      } else if (!source.equals(text.source())) {
        faults.add(new Fault(pointer(text), "the text has changed since it was exported"));
      } else if (text.target() != null && !text.target().isEmpty()) {
        put(inside, text.id(), text.target());
      }
    }
    if (!faults.isEmpty()) {
      throw InvalidException.unprocessable(faults);
    }
    if (!inside.isEmpty()) {
      content.put(own, inside);
    }
    Map<String, @Nullable Object> translated = new LinkedHashMap<>(body);
    translated.put(CONTENT, content);
    return translated;
  }

  /** Whether readers of the language get each of these translations already. */
  boolean says(TemplateStrings strings) {
    Map<String, String> now = new LinkedHashMap<>();
    in(strings.locale())
        .forEach(each -> {
          if (each.target() != null) {
            now.put(each.id(), each.target());
          }
        });
    return strings.texts().stream()
        .allMatch(each ->
            each.target() == null
                || each.target().isEmpty()
                || each.target().equals(now.get(each.id())));
  }

  private void put(Map<String, @Nullable Object> inside, String id, String target) {
    int dot = id.indexOf('.');
    if (dot < 0) {
      inside.put(id, target);
      return;
    }
    String channel = id.substring(0, dot);
    Object begun =
        inside.containsKey(channel)
            ? inside.get(channel)
            : object(content().get(DEFAULT)).get(channel);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(object(begun));
    fields.put(id.substring(dot + 1), target);
    inside.put(channel, fields);
  }

  /** The language as the body spells it, if it has it. */
  private String own(String locale) {
    return content().keySet().stream()
        .filter(each -> each.equalsIgnoreCase(locale))
        .findFirst()
        .orElse(locale);
  }

  private List<String> fallbacks(String locale) {
    Set<String> names = new LinkedHashSet<>();
    String tag = locale.toLowerCase(Locale.ROOT);
    while (!tag.isEmpty()) {
      names.add(own(tag));
      int cut = tag.lastIndexOf('-');
      tag = cut < 0 ? "" : tag.substring(0, cut);
    }
    return List.copyOf(names);
  }

  private Map<String, @Nullable Object> content() {
    return object(body.get(CONTENT));
  }

  private static Map<String, String> leaves(Map<String, @Nullable Object> inside) {
    Map<String, String> leaves = new LinkedHashMap<>();
    inside.forEach((name, value) -> {
      if (value instanceof String text && TRANSLATED.contains(name)) {
        leaves.put(name, text);
      }
      object(value)
          .forEach((field, each) -> {
            if (each instanceof String text && TRANSLATED.contains(field)) {
              leaves.put(name + "." + field, text);
            }
          });
    });
    return leaves;
  }

  /**
   * Refuses U+0000 anywhere in a body: no channel carries it, and PostgreSQL stores it nowhere.
   *
   * @throws InvalidException of kind malformed, with the first place that has it
   */
  static void requireNoNul(Map<String, @Nullable Object> body) throws InvalidException {
    requireNoNul(body, "");
  }

  private static void requireNoNul(@Nullable Object value, String pointer) throws InvalidException {
    switch (value) {
      case String text when text.indexOf('\0') >= 0 ->
          throw InvalidException.malformed(pointer, "wanted no character U+0000");
      case Map<?, ?> map -> {
        for (Map.Entry<?, ?> each : map.entrySet()) {
          String name = String.valueOf(each.getKey());
          if (name.indexOf('\0') >= 0) {
            throw InvalidException.malformed(pointer, "wanted no name with the character U+0000");
          }
          requireNoNul(each.getValue(), pointer + "/" + Pointers.escaped(name));
        }
      }
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          requireNoNul(list.get(i), pointer + "/" + i);
        }
      }
      case null, default -> {}
    }
  }

  private static String pointer(TemplateStrings.Text text) {
    return "/strings/" + Pointers.escaped(text.id());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
  }
}
