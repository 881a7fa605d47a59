package dev.bongsu.template;

import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.StaleException;
import dev.bongsu.kernel.TemplateKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All templates. A version, once made, never changes and never goes away, so that what was accepted
 * with it can still be sent. For many threads.
 */
public interface Templates {
  /**
   * Makes a new version.
   *
   * @param body as in the HTTP contract
   * @param author who makes it: a subject
   * @param expectedVersion the latest version that the caller has seen, null for whichever
   * @param goLive when it is live; where {@link Approval} wants others a first version is a draft
   * @throws InvalidException with every fault of the body
   * @throws StaleException if the latest version is another than the expected one
   * @throws FourEyesException if it is to be live at once and others have to approve it first
   */
  Saved put(
      TemplateKey key,
      Map<String, @Nullable Object> body,
      String author,
      @Nullable Long expectedVersion,
      GoLive goLive)
      throws InvalidException, StaleException, FourEyesException;

  /**
   * What {@link #put} would say if it were given these one after another, and those that are
   * refused once more after the rest, which they may have waited for. What somebody else would have
   * to publish counts as a draft. Nothing of it stays; until it is known nobody makes versions.
   *
   * @param proposals each of another key
   */
  Map<TemplateKey, Verdict> dryRun(List<Proposal> proposals, String author);

  /**
   * Makes a version live; empty if there is no such template.
   *
   * @param author who publishes it: a subject
   * @throws InvalidException if there is no such version, if it does not go together with the bases
   *     and functions that are live, or if somebody who uses it would break
   * @throws FourEyesException if it was never live, others have to approve it, and the author made
   *     it or a version since the last one before it that was live
   */
  Optional<Published> publish(TemplateKey key, int version, String author)
      throws InvalidException, FourEyesException;

  /**
   * Makes a new version with the content of an old one, live at once; empty if there is no such
   * template.
   *
   * @throws InvalidException as {@link #publish} does
   * @throws FourEyesException if the old one was never live and others have to approve it
   */
  Optional<Published> rollback(TemplateKey key, int version, String author)
      throws InvalidException, FourEyesException;

  /**
   * The live version: at most 2 s behind, older only while the database is away.
   *
   * @throws InvalidException if it cannot be used any more: an earlier release took what is refused
   *     today
   * @throws TemplatesUnavailableException if it is not known here and the database is away
   */
  Optional<Template> find(TemplateKey key) throws InvalidException, TemplatesUnavailableException;

  /**
   * Any version, with the bases and functions that are live now, as fresh as {@link #find}.
   *
   * @throws InvalidException if it does not go together with them, or was never live although
   *     others than its author have to approve it
   * @throws TemplatesUnavailableException if it is not known here and the database is away
   */
  Optional<Template> find(TemplateKey key, int version)
      throws InvalidException, TemplatesUnavailableException;

  /**
   * A version as it was in an edition, also of a deleted template: always the same.
   *
   * @param edition {@link Template#edition}; 0 for a version that uses no others
   * @throws InvalidException if it did not go together with what was live then
   * @throws TemplatesUnavailableException if it is not known here and the database is away
   */
  Optional<Template> version(TemplateKey key, int version, long edition)
      throws InvalidException, TemplatesUnavailableException;

  /**
   * The live version as the database has it at this moment, or the newest draft of a template that
   * was never live.
   */
  Optional<TemplateView> view(TemplateKey key);

  /** Any version of a template that is not deleted. */
  Optional<TemplateView> view(TemplateKey key, int version);

  /**
   * The versions of a template, the newest first; empty if there is no such template.
   *
   * @throws InvalidException if the cursor is not one of ours
   */
  Optional<Page<VersionEntry>> versions(TemplateKey key, Page.Request page) throws InvalidException;

  /**
   * What changed between two versions; empty if there is no such template.
   *
   * @param from null for the live version, or the first where none is live
   * @param to null for the latest version
   * @throws InvalidException if there is no such version
   */
  Optional<BodyDiff> diff(TemplateKey key, @Nullable Integer from, @Nullable Integer to)
      throws InvalidException;

  /**
   * Takes a template away from view; its versions stay for what was accepted with them, and a new
   * template of this key goes on counting.
   *
   * @return whether there was one
   * @throws InUseException if others use it, naming them
   */
  boolean delete(TemplateKey key, @Nullable Long expectedVersion, String author)
      throws StaleException, InUseException;

  /**
   * The live versions that match, and newest drafts of templates that were never live, in the order
   * of their keys; where words are looked for, those that fit best come first. A version being
   * worked on is found by its words too.
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

  /** What to throw when a request names, at this pointer, a version that is not there. */
  static InvalidException unknownVersion(String pointer, TemplateKey key, int version) {
    return InvalidException.unprocessable(
        pointer, "template " + key + " has no version " + version);
  }

  /**
   * What {@link #put} did.
   *
   * @param unsubscribes whether it shows {@code @unsubscribeUrl} without asking for {@code
   *     @canUnsubscribe} anywhere
   * @param warnings as of {@link Published}, if it is live
   */
  record Saved(boolean created, TemplateView view, boolean unsubscribes, List<String> warnings) {
    public Saved {
      warnings = List.copyOf(warnings);
    }
  }
}
