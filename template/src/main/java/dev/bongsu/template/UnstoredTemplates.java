package dev.bongsu.template;

import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Templates that stand in memory alone and lean on one another, to try them out and to measure. Put
 * by one thread, prepared by many.
 */
public final class UnstoredTemplates {
  private final Map<TemplateKey, TemplateVersion> versions = new HashMap<>();
  private final Map<TemplateKey, Definition> definitions = new HashMap<>();

  /**
   * Makes a template known. What it leans on must be known already.
   *
   * @param body as in the HTTP contract
   * @throws InvalidException with every fault of the body
   */
  public void put(TemplateKey key, Map<String, @Nullable Object> body) throws InvalidException {
    definitions.put(key, new Compiler(new Known()).compile(key, body));
    versions.put(key, new TemplateVersion(key, 1, body, "nobody", Instant.EPOCH));
  }

  /**
   * What a template says with these parameters.
   *
   * @throws IllegalArgumentException if there is no such template
   */
  public Prepared prepare(TemplateKey key, Map<String, @Nullable Object> params) {
    Definition definition = definitions.get(key);
    if (definition == null) {
      throw new IllegalArgumentException("there is no template " + key);
    }
    return Prepared.of(
        definition.content(), definition.parameters().withDefaults(params), System::nanoTime);
  }

  private final class Known implements Library {
    @Override
    public Optional<TemplateVersion> find(TemplateKey key) {
      return Optional.ofNullable(versions.get(key));
    }

    @Override
    public Collection<TemplateKey> keys(TemplateKind kind) {
      return versions.keySet();
    }
  }
}
