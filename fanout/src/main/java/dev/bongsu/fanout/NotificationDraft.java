package dev.bongsu.fanout;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.AfterUnknown;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.GroupKey;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.Routing;
import dev.bongsu.kernel.TemplateKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that was found valid and allowed, with all defaults filled in; what it lacks is an id
 * and a place in the log. Arrays are not copied.
 */
public record NotificationDraft(Origin origin, Audience audience, Substance substance, Way way) {
  /** How many recipients, groups or addresses one request may name. */
  public static final int MAX_NAMED = 10_000;

  /**
   * Who asks, and how to know the same request again.
   *
   * @param sender the subject of the token or key
   * @param idempotencyKey 1 to 255 of printable ASCII, null for none
   * @param fingerprint SHA-256 of the request's canonical JSON
   * @param request the request's JSON, as it is shown later
   * @param traceparent W3C trace context, null for none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; a copy a request is what we save
  public record Origin(
      String sender,
      @Nullable String idempotencyKey,
      byte[] fingerprint,
      byte[] request,
      @Nullable String traceparent) {}

  /** For whom it is; duplicates count once. At least one of the lists is not empty. */
  public record Audience(
      List<RecipientId> recipients, List<GroupKey> groups, List<Address> addresses) {
    public Audience {
      recipients = List.copyOf(recipients);
      groups = List.copyOf(groups);
      addresses = List.copyOf(addresses);
      if (recipients.isEmpty() && groups.isEmpty() && addresses.isEmpty()) {
        throw new IllegalArgumentException("an audience must name somebody");
      }
      int most = Math.max(recipients.size(), Math.max(groups.size(), addresses.size()));
      if (most > MAX_NAMED) {
        throw new IllegalArgumentException(
            "an audience names at most " + MAX_NAMED + " of a kind but names " + most);
      }
    }
  }

  /**
   * What is said.
   *
   * @param params a JSON object, empty for none
   * @param category null for none
   * @param afterUnknown what the category wants after an attempt that had no answer
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; a copy a request is what we save
  public record Substance(
      Source source,
      byte[] params,
      @Nullable CategoryKey category,
      AfterUnknown afterUnknown,
      List<String> attachments) {
    public Substance {
      attachments = List.copyOf(attachments);
    }
  }

  /** Where the text comes from. */
  public sealed interface Source {
    /**
     * A version of a template.
     *
     * @param edition which publication of all it was accepted with
     */
    record Template(TemplateKey key, int version, long edition) implements Source {}

    /**
     * The request's own content, {@code {"default": {"email": {…}}}}.
     *
     * @param edition which publication of all it was accepted with, 0 if it calls no functions
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; a copy a request is what we save
    record Inline(byte[] content, long edition) implements Source {}

    /** The fields of the one channel named, rendered already: a JSON object. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; a copy a request is what we save
    record Rendered(byte[] fields) implements Source {}
  }

  /**
   * How it is sent.
   *
   * @param channels in the order in which routing {@code first} tries them, each once
   * @param sendAt null for at once
   * @param expiresAt null for {@link Submissions#DEFAULT_EXPIRY} after it is sent
   */
  public record Way(
      List<Channel> channels,
      Routing routing,
      Priority priority,
      @Nullable Instant sendAt,
      @Nullable Instant expiresAt,
      @Nullable String collapseKey) {
    public Way {
      channels = channels.stream().distinct().toList();
      if (channels.isEmpty()) {
        throw new IllegalArgumentException("a notification must have a channel");
      }
    }
  }
}
