package dev.bongsu.template;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.template.ContentReader.Own;
import dev.bongsu.template.ContentReader.Written;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts content together with the base it extends: a field is the base's with the blocks that the
 * child replaces (A21).
 */
final class ContentCombiner {
  /**
   * Of all texts in all languages that replace blocks, with what they inherit: what compiling takes
   * time and memory for. In characters, see {@link Bulk}.
   */
  private static final int MAX_BULK = 16 << 20;

  private final ContentReader.Scene scene;
  private final Map<String, Map<Channel, Own>> owns;
  private final List<Fault> faults;

  /** Texts of the base that were looked through, by identity: many languages share one. */
  private final Set<List<Node>> checked = Collections.newSetFromMap(new IdentityHashMap<>());

  private long bulk;

  /**
   * {@code owns} is what was written itself, by language in lower case; {@code faults} is where
   * faults go.
   */
  ContentCombiner(
      ContentReader.Scene scene, Map<String, Map<Channel, Own>> owns, List<Fault> faults) {
    this.scene = scene;
    this.owns = owns;
    this.faults = faults;
  }

  /** Every channel in every language that the base or the child itself has something for. */
  CompiledContent combined() {
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
    if (!faults.isEmpty()) {
      return;
    }
    String complaint =
        switch (variant.render(Map.of(), new Reader("", ""), () -> 0)) {
          case Rendering.Ready(var content) -> Payload.authorsComplaint(channel, content);
          case Rendering.Impossible(_, var detail) -> detail;
          case Rendering.NotNow _ -> null;
        };
    if (complaint != null) {
      faults.add(new Fault("/content/" + variant.locale() + "/" + channel.apiName(), complaint));
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
        List<Node> tree = scene.tree(channel, field.name(), tag);
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
    if (scene.isAuthors() && script.leastLength() > field.maxWrittenLength()) {
      complaints.at(
          0,
          "the text is longer than the "
              + field.maxWrittenLength()
              + " characters that "
              + field.name()
              + " may have, whatever the parameters");
    }
    return new Variant.Part.Text(field, script, scene.forChildren() ? tree : null);
  }
}
