package dev.bongsu.ledger;

import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.TemplateKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which notifications are wanted; null is any. */
public record NotificationFilter(
    About about, @Nullable RecipientId recipient, @Nullable NotificationStatus status, Span span) {
  /** Everything. */
  public static final NotificationFilter ALL =
      new NotificationFilter(
          new About(null, null, null, null, null), null, null, new Span(null, null));

  /**
   * By what stands in its row.
   *
   * @param words what to look for in template key, category and sender, typing mistakes forgiven
   */
  public record About(
      @Nullable String sender,
      @Nullable TemplateKey template,
      @Nullable CategoryKey category,
      @Nullable Priority priority,
      @Nullable String words) {}

  /**
   * By when it was accepted.
   *
   * @param from the first moment wanted
   * @param to the first moment not wanted any more
   */
  public record Span(@Nullable Instant from, @Nullable Instant to) {}
}
