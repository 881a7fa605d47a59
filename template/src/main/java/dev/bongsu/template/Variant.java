package dev.bongsu.template;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One channel's fields in one language. For many threads. */
final class Variant {
  /** How numbers and dates are written in default content for somebody of no known language. */
  private static final String UNKNOWN_LOCALE = "en";

  private final String locale;
  private final Channel channel;
  private final Map<String, Part> parts;
  private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
  private final boolean personal;

  /**
   * Compiled fields.
   *
   * @param locale {@code default}, or the tag as its author wrote it
   * @param parts in the order of the channel's fields
   */
  Variant(String locale, Channel channel, List<Part> parts) {
    this.locale = locale;
    this.channel = channel;
    this.parts = new LinkedHashMap<>();
    for (Part each : parts) {
      this.parts.put(each.field().name(), each);
      traits.addAll(each.traits());
    }
    this.personal = traits.stream().anyMatch(Trait::isPersonal);
  }

  /** What stands in a field. */
  sealed interface Part {
    ChannelField field();

    Set<Trait> traits();

    /** A field of text; {@code tree} is what children replace blocks in, null but in a base. */
    record Text(ChannelField field, Script script, @Nullable List<Node> tree) implements Part {
      @Override
      public Set<Trait> traits() {
        return script.traits();
      }
    }

    /** A field of JSON. */
    record Data(ChannelField field, DataTree tree) implements Part {
      @Override
      public Set<Trait> traits() {
        return tree.traits();
      }
    }
  }

  /** {@code default}, or the tag as its author wrote it. */
  String locale() {
    return locale;
  }

  /** What stands in a field, null if nothing does. */
  @Nullable Part part(String field) {
    return parts.get(field);
  }

  /** What of a reader it depends on. */
  Set<Trait> traits() {
    return traits;
  }

  /** All that it keeps: texts as they are rendered, and as children replace blocks in them. */
  List<List<Node>> texts() {
    List<List<Node>> texts = new ArrayList<>();
    for (Part part : parts.values()) {
      switch (part) {
        case Part.Text(_, var script, var tree) -> {
          texts.add(script.nodes());
          if (tree != null) {
            texts.add(tree);
          }
        }
        case Part.Data(_, var tree) -> tree.scripts().forEach(each -> texts.add(each.nodes()));
      }
    }
    return texts;
  }

  /** Whether it shows links of its reader's, so that no two readers get the same. */
  boolean isPersonal() {
    return personal;
  }

  /** Whether everybody gets the same. */
  boolean isConstant() {
    return parts.values().stream()
        .allMatch(each ->
            switch (each) {
              case Part.Text(_, var script, _) -> script.constant() != null;
              case Part.Data(_, var tree) -> tree.isConstant();
            });
  }

  /**
   * The fields with these parameters; never {@code NotNow}.
   *
   * @param nanoTime counts like {@link System#nanoTime}
   */
  Rendering render(Map<String, @Nullable Object> params, Reader reader, LongSupplier nanoTime) {
    Reader known = reader.orLocale(locale.equals(Locales.DEFAULT) ? UNKNOWN_LOCALE : locale);
    try {
      return once(params, known, new Effort(nanoTime));
    } catch (Effort.TooSlowException _) {
      // The machine may have been busy with something else; what is slow itself is so again.
    }
    try {
      return once(params, known, new Effort(nanoTime));
    } catch (Effort.TooSlowException e) {
      return new Rendering.Impossible(
          FailureCode.RENDERING_TOO_SLOW, String.valueOf(e.getMessage()));
    }
  }

  private Rendering once(Map<String, @Nullable Object> params, Reader reader, Effort effort)
      throws Effort.TooSlowException {
    Map<String, Object> fields = LinkedHashMap.newLinkedHashMap(parts.size());
    for (Part part : parts.values()) {
      ChannelField field = part.field();
      int max = field.maxLength();
      try {
        Object value =
            switch (part) {
              case Part.Text(_, var script, _) ->
                  field.read(script.render(params, reader, max, effort));
              case Part.Data(_, var tree) -> tree.render(params, reader, max, effort);
            };
        if (value != null) {
          fields.put(field.name(), value);
        }
      } catch (Effort.TooSlowException e) {
        throw e;
      } catch (TooLongException e) {
        return field.data()
            ? Payload.tooMuchData(channel, new Content(fields), max)
            : new Rendering.Impossible(
                FailureCode.RENDERING_FAILED, field.name() + ": " + e.getMessage());
      } catch (UnrenderableException e) {
        return new Rendering.Impossible(
            FailureCode.RENDERING_FAILED, field.name() + ": " + e.getMessage());
      }
    }
    var content = new Content(fields);
    String tooLarge = Payload.complaint(channel, content);
    return tooLarge == null
        ? new Rendering.Ready(content)
        : new Rendering.Impossible(FailureCode.PAYLOAD_TOO_LARGE, tooLarge);
  }
}
