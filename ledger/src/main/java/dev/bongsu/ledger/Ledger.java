package dev.bongsu.ledger;

import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.ObjectId;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.LogUnavailableException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger knows, at most two seconds behind. For many threads. Where the database does not
 * answer, these throw {@code org.jdbi.v3.core.JdbiException}.
 */
public interface Ledger {
  /** One notification; empty too while it was accepted and not yet taken up. */
  Optional<NotificationView> notification(NotificationId id);

  /**
   * Notifications, newest first. A page may hold fewer than asked for, even none, and still have a
   * next cursor: a rare status is looked for in bounded steps.
   *
   * @throws InvalidException if the cursor is none of ours
   */
  Page<NotificationView> notifications(NotificationFilter filter, Page.Request page)
      throws InvalidException;

  /**
   * A notification's deliveries in the order of their ids; none of an unknown one.
   *
   * @throws InvalidException if the cursor is none of ours
   */
  Page<DeliveryView> deliveries(NotificationId id, DeliveryFilter filter, Page.Request page)
      throws InvalidException;

  /**
   * Whether any of these deliveries, or of what this provider names so, is known.
   *
   * @param messageIds as the provider gave them when it took the messages
   */
  boolean knowsAny(List<DeliveryId> deliveries, String provider, List<String> messageIds);

  /** A notification that names this object and is not settled; empty if there is none. */
  Optional<NotificationId> unsettledWith(ObjectId object);

  /** One delivery. */
  Optional<DeliveryView> delivery(DeliveryId id);

  /**
   * What receipts say of this delivery that wait until it is settled.
   *
   * @param taken how many messages its provider took of it and is to tell of, 0 if nobody knows
   */
  Heard heard(DeliveryId id, int taken);

  /** What waiting receipts come to. */
  enum Heard {
    /** There are none. */
    NOTHING,
    /** Its provider took it, whether or not it answered. */
    TAKEN,
    /** Nobody was reached by any of the provider's messages, and they tell of all it took. */
    UNREACHED
  }

  /**
   * Calls off what no provider has taken yet; empty if the notification is not known. What is
   * cancelled reads as such at once; what a provider took in the same moment turns {@code sent}
   * when its event arrives. What it may have taken without an answer stays cancelled, its attempt
   * unknown.
   */
  Optional<CancelResult> cancel(NotificationId id)
      throws LogUnavailableException, InterruptedException;

  /**
   * All that is known of what these recipients get of these notifications, what was called off
   * included as it stands without that.
   */
  List<DeliveryView> of(Collection<Addressed> sought);

  /** Those of these deliveries that are known, likewise. */
  List<DeliveryView> deliveries(Collection<DeliveryId> ids);

  /**
   * Calls off, on all channels but in-app, what of these no provider has taken yet, since the
   * recipients have read it elsewhere. Each delivery reads {@code cancelled} when its channel comes
   * upon it.
   */
  void readElsewhere(Collection<Addressed> read)
      throws LogUnavailableException, InterruptedException;

  /** A notification as one recipient gets it. */
  record Addressed(NotificationId notification, RecipientId recipient) {}

  /** Forgets where this recipient was reached, and has what waits for them cancelled. */
  void erase(RecipientId recipient) throws LogUnavailableException, InterruptedException;

  /**
   * How many deliveries came to which status when, by bucket and then as asked; at most one row
   * more than {@link StatisticsQuestion#MOST_ROWS}.
   */
  List<StatisticsRow> statistics(StatisticsQuestion question);

  /** The latest finding of the check that runs all the time. */
  Conservation conservation();
}
