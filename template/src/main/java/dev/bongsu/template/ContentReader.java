package dev.bongsu.template;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the field {@code content} of a template, a base or a notification; {@link ContentCombiner}
 * puts it together with what it extends.
 */
final class ContentReader {
  private static final int MAX_SOURCE_LENGTH = 262_144;

  private final Scene scene;
  private final List<Fault> faults;
  private final Map<String, Map<Channel, Own>> owns = new LinkedHashMap<>();

  private ContentReader(Scene scene, List<Fault> faults) {
    this.scene = scene;
    this.faults = faults;
  }

  /**
   * What a text stands among.
   *
   * @param shape which variables there are
   * @param forChildren whether it is a base's: then fields may be left to children
   */
  record Scene(
      Shape shape,
      Functions functions,
      @Nullable Base base,
      boolean forChildren,
      Judgement judgement) {
    /** Of content that is no template's. */
    static Scene inline(Functions functions, Judgement judgement) {
      return new Scene(Shape.ANYTHING, functions, null, false, judgement);
    }

    boolean isAuthors() {
      return judgement != Judgement.OF_STORED;
    }

    /** What the base has in this field, null if nothing. */
    @Nullable List<Node> tree(Channel channel, String field, String locale) {
      return base == null ? null : base.content().tree(channel, field, locale);
    }
  }

  /** What is extended. */
  record Base(TemplateKey key, CompiledContent content) {}

  /** What was written for one channel in one language, by field. */
  record Own(String locale, Map<String, Written> fields) {}

  /** What was written into one field. */
  sealed interface Written {
    /** {@code sound}: without fault so far. */
    record Text(List<Node> tree, Complaints complaints, boolean sound) implements Written {}

    /** Replaces blocks of the base. */
    record Sections(List<Node.Block> blocks, Complaints complaints, boolean sound)
        implements Written {}

    record Data(DataTree tree) implements Written {}
  }

  /**
   * Reads and compiles the field {@code content}.
   *
   * @param parent the document; it is {@link Fields#done}
   * @param faults where faults of texts go; with one, what comes back is not to be used
   * @throws InvalidException if the shape of the document is wrong, with all faults of that kind
   */
  static CompiledContent read(Fields parent, Scene scene, List<Fault> faults)
      throws InvalidException {
    var reader = new ContentReader(scene, faults);
    Fields content = parent.child("content");
    if (content == null) {
      parent.missing("content");
    } else {
      if (scene.base() == null) {
        content.missing(Locales.DEFAULT);
      }
      reader.locales(content);
    }
    parent.done();
    return new ContentCombiner(scene, reader.owns, faults).combined();
  }

  private void locales(Fields content) {
    for (String locale : content.names()) {
      if (!(scene.isAuthors() ? Locales.isLocale(locale) : Locales.isTag(locale))) {
        content.fault(locale, "wanted \"default\" or a BCP 47 language tag");
      }
      Fields inside = content.child(locale);
      if (inside == null) {
        continue;
      }
      Map<Channel, Own> channels = new EnumMap<>(Channel.class);
      for (Channel channel : Channel.values()) {
        Fields fields = inside.child(channel.apiName());
        if (fields != null) {
          channels.put(channel, new Own(locale, fields(fields, channel, locale)));
        }
      }
      if (channels.isEmpty() && inside.isSound()) {
        inside.fault("wanted content for at least one channel");
      }
      if (owns.put(locale.toLowerCase(Locale.ROOT), channels) != null && scene.isAuthors()) {
        faults.add(new Fault(content.pointer(locale), Locales.TWICE));
      }
    }
  }

  private Map<String, Written> fields(Fields fields, Channel channel, String locale) {
    Map<String, Written> written = new LinkedHashMap<>();
    Variant inherited =
        scene.base() == null ? null : scene.base().content().variant(channel, locale);
    for (ChannelField field : ChannelField.of(channel)) {
      String name = field.name();
      if (field.data()) {
        Map<String, @Nullable Object> data = fields.map(name);
        if (data != null) {
          String pointer = fields.pointer(name);
          written.put(name, new Written.Data(DataTree.compile(data, scene, pointer, faults)));
        }
        continue;
      }
      String source = source(fields, field);
      if (source != null) {
        written.put(name, parsed(source, channel, name, locale, fields.pointer(name)));
      } else if (field.required() && !has(inherited, name) && !scene.forChildren()) {
        fields.missing(name);
      }
    }
    if (channel == Channel.EMAIL && !scene.forChildren() && !says(fields, inherited)) {
      fields.fault("wanted html or text, or both");
    }
    return written;
  }

  /** A number for an app's icon may be written as one. */
  private static @Nullable String source(Fields fields, ChannelField field) {
    if (field.form() == ChannelField.Form.BADGE && fields.raw(field.name()) instanceof Number) {
      Integer badge = fields.integer(field.name(), 0, ChannelField.MAX_BADGE);
      return badge == null ? null : badge.toString();
    }
    return fields.text(field.name(), MAX_SOURCE_LENGTH);
  }

  private static boolean says(Fields fields, @Nullable Variant inherited) {
    return fields.has("html")
        || fields.has("text")
        || has(inherited, "html")
        || has(inherited, "text");
  }

  private static boolean has(@Nullable Variant variant, String field) {
    return variant != null && variant.part(field) != null;
  }

  private Written parsed(
      String source, Channel channel, String field, String locale, String pointer) {
    var complaints = new Complaints(pointer, source, faults, scene.judgement());
    int before = faults.size();
    if (scene.tree(channel, field, locale) == null) {
      List<Node> tree = Parser.parse(source, scene.functions(), complaints);
      return new Written.Text(tree, complaints, faults.size() == before);
    }
    List<Node.Block> blocks = Parser.sections(source, scene.functions(), complaints);
    return new Written.Sections(blocks, complaints, faults.size() == before);
  }
}
