package dev.bongsu.ledger;

import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.TemplateKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A notification as it is recorded once, when fan-out takes it up.
 *
 * @param request the request's JSON as GET shows it; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy a row is what we save
public record NotificationRow(
    NotificationId id, String sender, Subject subject, Times times, byte[] request, Plan plan) {
  public NotificationRow {
    if (sender.isEmpty()) {
      throw new IllegalArgumentException("a notification has a sender but it is empty");
    }
  }

  /**
   * What it is about.
   *
   * @param template null for inline content
   * @param templateVersion 0 for inline content
   */
  public record Subject(
      @Nullable TemplateKey template,
      int templateVersion,
      @Nullable CategoryKey category,
      Priority priority) {}

  /**
   * When.
   *
   * @param sendAt null for at once
   */
  public record Times(Instant acceptedAt, Instant expiresAt, @Nullable Instant sendAt) {}

  /** What is known about its deliveries when it is recorded. */
  public sealed interface Plan {
    /**
     * Decided on at once.
     *
     * @param deliveries how many deliveries and suppressions its planned events will name
     */
    record Decided(int deliveries) implements Plan {
      public Decided {
        if (deliveries < 0) {
          throw new IllegalArgumentException("deliveries must not be negative: " + deliveries);
        }
      }
    }

    /** Cut into chunks: {@link NotificationStore#planned} and chunk events will tell how many. */
    record InChunks() implements Plan {}

    /** Its time has not come; {@link NotificationStore#decided} or {@code inChunks} follows. */
    record Later() implements Plan {}

    /**
     * Nothing of it is sent.
     *
     * @param reason a stable name: {@code duplicate}
     * @param detail in words, naming the first of duplicates
     */
    record Rejected(String reason, String detail) implements Plan {}
  }
}
