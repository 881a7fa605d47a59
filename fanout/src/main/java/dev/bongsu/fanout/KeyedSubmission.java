package dev.bongsu.fanout;

import dev.bongsu.kernel.NotificationId;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.PendingAppend;
import dev.bongsu.log.wire.NotificationRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The first request with a key in this process, which all others with that key wait for. Whether
 * the database knows the key is asked by {@link Reservations}; whoever waits longer than its
 * patience goes on without the answer, since the planner has the last word anyway.
 */
final class KeyedSubmission {
  private final SenderKey key;
  private final NotificationId id;
  private final byte[] fingerprint;
  private final AtomicReference<@Nullable NotificationRecord> record;
  private final Appends appends;
  private final Duration patience;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CountDownLatch settled = new CountDownLatch(1);
  private volatile @Nullable Settlement settlement;

  /** What a submission needs of its surroundings. */
  interface Appends {
    PendingAppend append(NotificationRecord record) throws LogUnavailableException;

    /** The database let somebody wait for too long. */
    void waitedTooLong();
  }

  private sealed interface Settlement {
    /**
     * @param append null where the log has it already
     * @param fresh whether the key was free
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Held(
        NotificationId id, byte[] fingerprint, @Nullable PendingAppend append, boolean fresh)
        implements Settlement {}

    record Failed(String message, Throwable cause) implements Settlement {}
  }

  KeyedSubmission(
      SenderKey key,
      NotificationId id,
      byte[] fingerprint,
      NotificationRecord record,
      Appends appends,
      Duration patience) {
    this.key = key;
    this.id = id;
    this.fingerprint = fingerprint;
    this.record = new AtomicReference<>(record);
    this.appends = appends;
    this.patience = patience;
  }

  SenderKey key() {
    return key;
  }

  KeyStore.Claim claim() {
    return new KeyStore.Claim(key, id, fingerprint, null);
  }

  /** The database has answered; does nothing if nobody waits for it any more. */
  void answered(KeyStore.Holder holder) {
    if (!taken.compareAndSet(false, true)) {
      return;
    }
    if (holder.id().equals(id)) {
      settle(this::fresh);
    } else if (holder.place() == null && Arrays.equals(holder.fingerprint(), fingerprint)) {
      // Reserved and perhaps never appended: once more under the same id, of which one is planned.
      settle(() -> appended(holder));
    } else {
      settle(() -> new Settlement.Held(holder.id(), holder.fingerprint(), null, false));
    }
  }

  /** The database is not asked; does nothing if it has answered. */
  void unanswered() {
    if (taken.compareAndSet(false, true)) {
      settle(this::fresh);
    }
  }

  /**
   * What became of a request with this key.
   *
   * @param body the request's fingerprint
   * @param first whether it is the one that this submission was made for
   */
  Acceptance await(byte[] body, boolean first)
      throws LogUnavailableException, InterruptedException {
    if (!settled.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      if (taken.compareAndSet(false, true)) {
        appends.waitedTooLong();
        settle(this::fresh);
      }
      settled.await();
    }
    return switch (settlement) {
      case null -> throw new IllegalStateException("settled without a settlement");
      case Settlement.Failed(String message, Throwable cause) ->
          throw new LogUnavailableException(message, cause);
      case Settlement.Held held -> {
        if (!Arrays.equals(held.fingerprint(), body)) {
          yield new Acceptance.KeyReused(held.id());
        }
        if (held.append() != null) {
          held.append().await();
        }
        yield new Acceptance.Accepted(held.id(), !(held.fresh() && first));
      }
    };
  }

  private interface Settling {
    Settlement settle() throws LogUnavailableException;
  }

  private void settle(Settling settling) {
    try {
      settlement = settling.settle();
    } catch (LogUnavailableException e) {
      settlement = new Settlement.Failed(String.valueOf(e.getMessage()), e);
    } finally {
      record.set(null);
      settled.countDown();
    }
  }

  private Settlement fresh() throws LogUnavailableException {
    return new Settlement.Held(id, fingerprint, appends.append(mine()), true);
  }

  private Settlement appended(KeyStore.Holder holder) throws LogUnavailableException {
    PendingAppend append = appends.append(NotificationRecords.as(mine(), holder.id()));
    return new Settlement.Held(holder.id(), holder.fingerprint(), append, false);
  }

  private NotificationRecord mine() {
    NotificationRecord mine = record.get();
    if (mine == null) {
      throw new IllegalStateException("a submission is settled once");
    }
    return mine;
  }
}
