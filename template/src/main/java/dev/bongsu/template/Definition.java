package dev.bongsu.template;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.Identifiers;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a template's body says, checked. */
record Definition(
    @Nullable String name,
    @Nullable String description,
    @Nullable CategoryKey category,
    List<Channel> channels,
    Parameters parameters,
    CompiledContent content) {
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MAX_DESCRIPTION_LENGTH = 2000;

  Definition {
    channels = List.copyOf(channels);
  }

  /** What it is for. */
  TemplateKind kind() {
    return TemplateKind.TEMPLATE;
  }

  /** The base and the functions that the body names itself. */
  Set<TemplateKey> names() {
    return Set.of();
  }

  /** The version of every base and function that it leans on, through others too. */
  Map<TemplateKey, Integer> uses() {
    return Map.of();
  }

  /**
   * Reads a body.
   *
   * @throws InvalidException with all faults: malformed if its shape is wrong, else unprocessable
   */
  static Definition of(Map<String, @Nullable Object> body) throws InvalidException {
    Fields fields = Fields.of(body);
    List<Fault> faults = new ArrayList<>();
    String name = fields.text("name", MAX_NAME_LENGTH);
    String description = fields.text("description", MAX_DESCRIPTION_LENGTH);
    fields.text("comment", MAX_DESCRIPTION_LENGTH);
    TemplateKind kind =
        fields.named("kind", "\"template\", \"base\" or \"function\"", TemplateKind::named);
    if (kind == TemplateKind.BASE || kind == TemplateKind.FUNCTION) {
      faults.add(
          new Fault("/kind", "kind " + kind.apiName() + " is not available in this version"));
    }
    if (fields.text("extends", MAX_NAME_LENGTH) != null) {
      faults.add(new Fault("/extends", "extending a base is not available in this version"));
    }
    CategoryKey category =
        fields.named(
            "category",
            "a key like [a-z0-9][a-z0-9._-]{0,63}",
            text ->
                Identifiers.isKey(text) ? Optional.of(new CategoryKey(text)) : Optional.empty());
    List<Channel> channels =
        fields.list("channels", Channel.values().length, "the name of a channel", Channel::named);
    Map<String, @Nullable Object> schema = fields.map("parameters");
    Parameters parameters = Parameters.of(schema, faults);
    if (!faults.isEmpty() && (kind == TemplateKind.BASE || kind == TemplateKind.FUNCTION)) {
      // Their content has another shape, which would only add noise to the one thing to know.
      throw InvalidException.unprocessable(faults);
    }
    CompiledContent content = CompiledContent.read(fields, Shape.of(schema), faults);
    for (int i = 0; i < channels.size(); i++) {
      if (!content.channels().contains(channels.get(i))) {
        faults.add(
            new Fault(
                "/channels/" + i, "there is no content for channel " + channels.get(i).apiName()));
      }
    }
    if (!faults.isEmpty()) {
      throw InvalidException.unprocessable(faults);
    }
    return new Definition(name, description, category, channels, parameters, content);
  }
}
