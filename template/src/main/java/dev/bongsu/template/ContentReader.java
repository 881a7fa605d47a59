package dev.bongsu.template;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the field {@code content} of a template, a base or a notification, and puts it together
 * with the base it extends: a field is the base's with the blocks that the child replaces (A21).
 */
final class ContentReader {
  private static final int MAX_SOURCE_LENGTH = 262_144;

  /**
   * Of all texts in all languages that replace blocks, with what they inherit: what compiling takes
   * time and memory for. In characters, see {@link Bulk}.
   */
  private static final int MAX_BULK = 16 << 20;

  private final Scene scene;
  private final List<Fault> faults;
  private final Map<String, Map<Channel, Own>> owns = new LinkedHashMap<>();

  /** Texts of the base that were looked through, by identity: many languages share one. */
  private final Set<List<Node>> checked = Collections.newSetFromMap(new IdentityHashMap<>());

  private long bulk;

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
      return judgement == Judgement.OF_AUTHOR;
    }
  }

  /** What is extended. */
  record Base(TemplateKey key, CompiledContent content) {}

  /** What was written for one channel in one language, by field. */
  private record Own(String locale, Map<String, Written> fields) {}

  /** What was written into one field. */
  private sealed interface Written {
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
    return reader.combined();
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
          written.put(
              name,
              new Written.Data(
                  DataTree.compile(data, scene.shape(), scene.functions(), pointer, faults)));
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
    var complaints = new Complaints(pointer, source, faults);
    int before = faults.size();
    if (tree(channel, field, locale) == null) {
      List<Node> tree = Parser.parse(source, scene.functions(), complaints);
      return new Written.Text(tree, complaints, faults.size() == before);
    }
    List<Node.Block> blocks = Parser.sections(source, scene.functions(), complaints);
    return new Written.Sections(blocks, complaints, faults.size() == before);
  }

  /** What the base has in this field, null if nothing. */
  private @Nullable List<Node> tree(Channel channel, String field, String locale) {
    return scene.base() == null ? null : scene.base().content().tree(channel, field, locale);
  }

  /** Every channel in every language that the base or the child itself has something for. */
  private CompiledContent combined() {
    Set<String> tags = new LinkedHashSet<>(owns.keySet());
    if (scene.base() != null) {
      tags.addAll(scene.base().content().locales().keySet());
    }
    Map<String, Map<Channel, Variant>> locales = new HashMap<>();
    for (String tag : tags) {
      Map<Channel, Variant> variants = new EnumMap<>(Channel.class);
      for (Channel channel : Channel.values()) {
        if (isThere(tag, channel)) {
          variants.put(channel, variant(tag, channel));
        }
      }
      locales.put(tag, variants);
    }
    if (bulk > MAX_BULK) {
      faults.add(
          new Fault(
              "/content",
              "with what they inherit, the texts are longer than "
                  + MAX_BULK
                  + " characters, where each tag counts as "
                  + Bulk.OF_A_TAG));
    }
    return new CompiledContent(locales);
  }

  private boolean isThere(String tag, Channel channel) {
    Map<Channel, Own> own = owns.get(tag);
    if (own != null && own.containsKey(channel)) {
      return true;
    }
    Map<Channel, Variant> based =
        scene.base() == null ? null : scene.base().content().locales().get(tag);
    return based != null && based.containsKey(channel);
  }

  private Variant variant(String tag, Channel channel) {
    Own own =
        Locales.nearest(
            tag,
            each -> {
              Map<Channel, Own> channels = owns.get(each);
              return channels == null ? null : channels.get(channel);
            });
    Variant inherited = scene.base() == null ? null : scene.base().content().variant(channel, tag);
    List<Variant.Part> parts = new ArrayList<>();
    for (ChannelField field : ChannelField.of(channel)) {
      Written written = own == null ? null : own.fields().get(field.name());
      Variant.Part part =
          written == null
              ? inherited(inherited == null ? null : inherited.part(field.name()))
              : part(field, written, tag, channel);
      if (part != null) {
        parts.add(part);
      }
    }
    String locale = own == null ? (inherited == null ? tag : inherited.locale()) : own.locale();
    var variant = new Variant(locale, channel, parts);
    boolean its = own != null && own.locale().equalsIgnoreCase(tag);
    if (its && scene.isAuthors() && variant.isConstant()) {
      checkConstant(variant, channel);
    }
    return variant;
  }

  /** What everybody gets alike is rendered at once, so that a bound of the channel's shows. */
  private void checkConstant(Variant variant, Channel channel) {
    if (faults.isEmpty()
        && variant.render(Map.of(), new Reader("", ""), () -> 0)
            instanceof Rendering.Impossible impossible) {
      faults.add(
          new Fault("/content/" + variant.locale() + "/" + channel.apiName(), impossible.detail()));
    }
  }

  /** A field that the child leaves out says what the base says. */
  private Variant.@Nullable Part inherited(Variant.@Nullable Part part) {
    if (!(part instanceof Variant.Part.Text(var field, var script, var tree)) || tree == null) {
      return part;
    }
    if (checked.add(tree)) {
      new VariableCheck(
              scene.shape(), field.target() == Target.HTML, ofBase(), new IdentityHashMap<>())
          .check(tree);
    }
    return new Variant.Part.Text(field, script, scene.forChildren() ? tree : null);
  }

  private Variant.Part part(ChannelField field, Written written, String tag, Channel channel) {
    return switch (written) {
      case Written.Data(var tree) -> new Variant.Part.Data(field, tree);
      case Written.Text(var tree, var complaints, boolean sound) ->
          sound ? text(field, tree, complaints, new IdentityHashMap<>()) : nothing(field);
      case Written.Sections(var blocks, var complaints, boolean sound) -> {
        List<Node> tree = tree(channel, field.name(), tag);
        if (!sound || tree == null || bulk > MAX_BULK) {
          yield nothing(field);
        }
        IdentityHashMap<Node.Block, Complaints> authors = new IdentityHashMap<>();
        Map<Channel, Own> own = owns.get(tag);
        boolean forThisTag = own != null && own.containsKey(channel);
        Set<String> names = Blocks.names(tree);
        for (Node.Block each : blocks) {
          authors.put(each, complaints);
          if (forThisTag && !names.contains(each.name())) {
            complaints.at(each.at(), unknownBlock(each.name(), names));
          }
        }
        List<Node> replaced = Blocks.replaced(tree, blocks);
        bulk += Bulk.of(replaced);
        yield bulk > MAX_BULK ? nothing(field) : text(field, replaced, ofBase(), authors);
      }
    };
  }

  private String unknownBlock(String name, Set<String> names) {
    return "base "
        + (scene.base() == null ? "" : scene.base().key())
        + " has no block \""
        + name
        + '"'
        + Spelling.hint(name, names);
  }

  private Complaints ofBase() {
    return Complaints.ofOther(
        "/extends", "base " + (scene.base() == null ? "" : scene.base().key()) + ": ", faults);
  }

  private static Variant.Part nothing(ChannelField field) {
    return new Variant.Part.Text(field, new Script(List.of(), field.target()), null);
  }

  private Variant.Part text(
      ChannelField field,
      List<Node> tree,
      Complaints complaints,
      IdentityHashMap<Node.Block, Complaints> authors) {
    int before = faults.size();
    new VariableCheck(scene.shape(), field.target() == Target.HTML, complaints, authors)
        .check(tree);
    if (faults.size() > before) {
      return nothing(field);
    }
    var script =
        new Script(Finisher.finished(tree, field.target(), complaints, authors), field.target());
    if (scene.isAuthors() && script.leastLength() > field.maxLength()) {
      complaints.at(
          0,
          "the text is longer than the "
              + field.maxLength()
              + " characters that "
              + field.name()
              + " may have, whatever the parameters");
    }
    return new Variant.Part.Text(field, script, scene.forChildren() ? tree : null);
  }
}
