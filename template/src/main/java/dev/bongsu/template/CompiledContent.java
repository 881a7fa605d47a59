package dev.bongsu.template;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code content} of a template or a notification: texts by locale and channel, compiled. */
final class CompiledContent {
  private static final String DEFAULT = "default";
  private static final int MAX_SOURCE_LENGTH = 262_144;

  /** By lower-case locale. */
  private final Map<String, Map<Channel, Variant>> locales;

  private final Set<Channel> channels = EnumSet.noneOf(Channel.class);

  private CompiledContent(Map<String, Map<Channel, Variant>> locales) {
    this.locales = locales;
    locales.values().forEach(each -> channels.addAll(each.keySet()));
  }

  /** One channel's fields in one language. */
  static final class Variant {
    private final String locale;
    private final List<Part> parts;

    private Variant(String locale, List<Part> parts) {
      this.locale = locale;
      this.parts = List.copyOf(parts);
    }

    /** {@code default}, or the tag as its author wrote it. */
    String locale() {
      return locale;
    }

    /** The fields with these parameters; never {@code NotNow}. */
    Rendering render(Map<String, @Nullable Object> params) {
      Map<String, Object> fields = LinkedHashMap.newLinkedHashMap(parts.size());
      for (Part part : parts) {
        try {
          fields.put(part.field.name(), part.render(params));
        } catch (UnrenderableException e) {
          return new Rendering.Impossible(
              FailureCode.RENDERING_FAILED, part.field.name() + ": " + e.getMessage());
        }
      }
      return new Rendering.Ready(new Content(fields));
    }
  }

  /** A field with what its author wrote: a script, or in data a tree of scripts and values. */
  private record Part(ChannelField field, Object source) {
    Object render(Map<String, @Nullable Object> params) throws UnrenderableException {
      if (source instanceof Script script) {
        String text = script.render(params, field.target(), field.maxLength());
        return field.target() == Target.URL ? Urls.checked(text) : text;
      }
      return DataTree.render(source, params, field.maxLength());
    }
  }

  /** The channels that any language has something for. */
  Set<Channel> channels() {
    return EnumSet.copyOf(channels);
  }

  /**
   * What a recipient gets: {@code ko-KR} falls back to {@code ko} and then to {@code default}, for
   * each channel by itself; null where the channel has nothing.
   */
  @Nullable Variant variant(Channel channel, String locale) {
    String tag = locale.isEmpty() ? "" : locale.toLowerCase(Locale.ROOT);
    while (!tag.isEmpty()) {
      Map<Channel, Variant> variants = locales.get(tag);
      Variant variant = variants == null ? null : variants.get(channel);
      if (variant != null) {
        return variant;
      }
      int cut = tag.lastIndexOf('-');
      tag = cut < 0 ? "" : tag.substring(0, cut);
    }
    Map<Channel, Variant> variants = locales.get(DEFAULT);
    return variants == null ? null : variants.get(channel);
  }

  /**
   * Reads and compiles the field {@code content}.
   *
   * @param parent the document; it is {@link Fields#done}
   * @param shape which variables there are
   * @param faults where faults of texts go; with one, what comes back is not to be used
   * @throws InvalidException if the shape of the document is wrong, with all faults of that kind
   */
  static CompiledContent read(Fields parent, Shape shape, List<Fault> faults)
      throws InvalidException {
    Fields content = parent.child("content");
    Map<String, Map<Channel, Variant>> locales = new HashMap<>();
    if (content == null) {
      parent.missing("content");
    } else {
      content.missing(DEFAULT);
      for (String locale : content.names()) {
        if (!isLocale(locale)) {
          content.fault(locale, "wanted \"default\" or a BCP 47 language tag");
        }
        Fields inside = content.child(locale);
        if (inside != null) {
          locales.put(locale.toLowerCase(Locale.ROOT), channels(inside, locale, shape, faults));
        }
      }
    }
    parent.done();
    return new CompiledContent(locales);
  }

  private static boolean isLocale(String tag) {
    if (tag.equals(DEFAULT)) {
      return true;
    }
    try {
      return !new Locale.Builder().setLanguageTag(tag).build().getLanguage().isEmpty();
    } catch (IllformedLocaleException _) {
      return false;
    }
  }

  private static Map<Channel, Variant> channels(
      Fields locale, String tag, Shape shape, List<Fault> faults) {
    Map<Channel, Variant> variants = new HashMap<>();
    for (Channel channel : Channel.values()) {
      Fields fields = locale.child(channel.apiName());
      if (fields != null) {
        variants.put(channel, new Variant(tag, parts(fields, channel, shape, faults)));
      }
    }
    if (variants.isEmpty() && locale.isSound()) {
      locale.fault("wanted content for at least one channel");
    }
    return variants;
  }

  private static List<Part> parts(Fields fields, Channel channel, Shape shape, List<Fault> faults) {
    List<Part> parts = new ArrayList<>();
    for (ChannelField field : ChannelField.of(channel)) {
      if (field.data()) {
        Map<String, @Nullable Object> data = fields.map(field.name());
        if (data != null) {
          parts.add(
              new Part(field, DataTree.compile(data, shape, fields.pointer(field.name()), faults)));
        }
        continue;
      }
      String source = fields.text(field.name(), MAX_SOURCE_LENGTH);
      if (source != null) {
        Script script =
            Parser.parse(source, field.target(), shape, fields.pointer(field.name()), faults);
        parts.add(new Part(field, script));
      } else if (field.required()) {
        fields.missing(field.name());
      }
    }
    if (channel == Channel.EMAIL && !fields.has("html") && !fields.has("text")) {
      fields.fault("wanted html or text, or both");
    }
    return parts;
  }
}
