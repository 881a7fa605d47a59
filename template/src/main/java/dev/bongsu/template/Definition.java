package dev.bongsu.template;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a template's body says, checked and compiled.
 *
 * @param content of a function {@link CompiledContent#NONE}
 * @param function null of what is no function
 * @param uses the version of every base and function that it leans on, through others too
 */
record Definition(
    About about,
    Parameters parameters,
    CompiledContent content,
    @Nullable Function function,
    Set<TemplateKey> names,
    Map<TemplateKey, Integer> uses) {
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MAX_DESCRIPTION_LENGTH = 2000;

  Definition {
    names = Set.copyOf(names);
    uses = Map.copyOf(uses);
  }

  /**
   * Reads a body that leans on nothing.
   *
   * @throws InvalidException with all faults: malformed if its shape is wrong, else unprocessable
   */
  static Definition of(Map<String, @Nullable Object> body) throws InvalidException {
    return new Compiler(Library.EMPTY).compile(new TemplateKey("itself"), body);
  }

  /**
   * All but parameters and content.
   *
   * @param base what it extends
   */
  record About(
      TemplateKind kind,
      @Nullable String name,
      @Nullable String description,
      @Nullable CategoryKey category,
      List<Channel> channels,
      @Nullable TemplateKey base) {
    About {
      channels = List.copyOf(channels);
    }

    /** Reads a body; faults of its shape stay in {@code fields}. */
    static About read(Fields fields, List<Fault> faults) {
      String name = fields.text("name", MAX_NAME_LENGTH);
      String description = fields.text("description", MAX_DESCRIPTION_LENGTH);
      fields.text("comment", MAX_DESCRIPTION_LENGTH);
      TemplateKind kind =
          fields.named("kind", "\"template\", \"base\" or \"function\"", TemplateKind::named);
      TemplateKey base =
          fields.named("extends", "a key like [a-z0-9][a-z0-9._-]{0,63}", TemplateKey::parsed);
      if (base != null && kind == TemplateKind.FUNCTION) {
        faults.add(new Fault("/extends", "a function extends nothing"));
      }
      CategoryKey category =
          fields.named("category", "a key like [a-z0-9][a-z0-9._-]{0,63}", CategoryKey::parsed);
      List<Channel> channels =
          fields.list("channels", Channel.values().length, "the name of a channel", Channel::named);
      return new About(
          kind == null ? TemplateKind.TEMPLATE : kind, name, description, category, channels, base);
    }
  }

  /** What it is for. */
  TemplateKind kind() {
    return about.kind();
  }

  @Nullable String name() {
    return about.name();
  }

  @Nullable String description() {
    return about.description();
  }

  /** What notifications are about unless they say otherwise. */
  @Nullable CategoryKey category() {
    return about.category();
  }

  /** The channels that notifications take unless they say otherwise. */
  List<Channel> channels() {
    return about.channels();
  }
}
