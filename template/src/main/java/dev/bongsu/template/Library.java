package dev.bongsu.template;

import dev.bongsu.kernel.TemplateKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What a template may lean on: the bases and functions that are live at one moment. Circles need no
 * care here; the {@link Compiler} finds them.
 */
interface Library {
  /** Nothing to lean on. */
  Library EMPTY =
      new Library() {
        @Override
        public Optional<TemplateVersion> find(TemplateKey key) {
          return Optional.empty();
        }

        @Override
        public Collection<TemplateKey> keys(TemplateKind kind) {
          return List.of();
        }
      };

  /** The live version, of whatever kind; empty where there is none. Drafts do not show. */
  Optional<TemplateVersion> find(TemplateKey key);

  /** Live keys of a kind, some thousand at most: asked only to tell those near a misspelt one. */
  Collection<TemplateKey> keys(TemplateKind kind);
}
