package dev.bongsu.template;

import dev.bongsu.kernel.TemplateKey;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;

/** What was live in an edition, read in the handle's transaction. */
final class StoredLibrary implements Library {
  private final Handle handle;
  private final TemplateStore store;
  private final EditionStore editions;
  private final long edition;

  StoredLibrary(Handle handle, TemplateStore store, EditionStore editions, long edition) {
    this.handle = handle;
    this.store = store;
    this.editions = editions;
    this.edition = edition;
  }

  @Override
  public Optional<TemplateVersion> find(TemplateKey key) {
    OptionalInt version = editions.liveIn(handle, key, edition);
    return version.isPresent() ? store.version(handle, key, version.getAsInt()) : Optional.empty();
  }

  /** Those of now, whatever the edition: they are only to guess from. */
  @Override
  public Collection<TemplateKey> keys(TemplateKind kind) {
    return editions.keys(handle, kind);
  }
}
