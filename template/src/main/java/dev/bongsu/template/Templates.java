package dev.bongsu.template;

import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.StaleException;
import dev.bongsu.kernel.TemplateKey;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All templates. A version, once made, never changes and never goes away, so that what was accepted
 * with it can still be sent. For many threads.
 */
public interface Templates {
  /**
   * Makes a new version. The first one of a key is live at once; a later one is a draft unless
   * {@code publish} says otherwise.
   *
   * @param body as in the HTTP contract
   * @param author who makes it: a subject
   * @param expectedVersion the latest version that the caller has seen, null for whichever
   * @throws InvalidException with every fault of the body
   * @throws StaleException if the latest version is another than the expected one
   */
  Saved put(
      TemplateKey key,
      Map<String, @Nullable Object> body,
      String author,
      @Nullable Long expectedVersion,
      boolean publish)
      throws InvalidException, StaleException;

  /**
   * Makes a version live; empty if there is no such template.
   *
   * @throws InvalidException if there is no such version
   */
  Optional<TemplateView> publish(TemplateKey key, int version) throws InvalidException;

  /**
   * The live version: at most 2 s behind, older only while the database is away.
   *
   * @throws TemplatesUnavailableException if it is not known here and the database is away
   */
  Optional<Template> find(TemplateKey key) throws TemplatesUnavailableException;

  /**
   * A version, also of a deleted template.
   *
   * @throws TemplatesUnavailableException if it is not known here and the database is away
   */
  Optional<Template> version(TemplateKey key, int version) throws TemplatesUnavailableException;

  /** The live version as the database has it at this moment. */
  Optional<TemplateView> view(TemplateKey key);

  /**
   * Takes a template away from view; its versions stay for what was accepted with them.
   *
   * @return whether there was one
   */
  boolean delete(TemplateKey key, @Nullable Long expectedVersion) throws StaleException;

  /**
   * The live versions that match, in the order of their keys.
   *
   * @throws InvalidException if the cursor is not one of ours
   */
  Page<TemplateView> list(TemplateFilter filter, Page.Request page) throws InvalidException;

  /**
   * A version rendered with sample parameters; empty if there is no such template.
   *
   * @throws InvalidException if the version is unknown, the parameters do not fit, or the output
   *     goes over its bound
   */
  Optional<Preview> preview(TemplateKey key, PreviewRequest request) throws InvalidException;

  /** What {@link #put} did. */
  record Saved(boolean created, TemplateView view) {}
}
