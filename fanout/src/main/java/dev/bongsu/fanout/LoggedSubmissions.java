package dev.bongsu.fanout;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.PendingAppend;
import dev.bongsu.log.wire.NotificationRecord;
import dev.bongsu.store.Database;
import java.time.Clock;
import java.time.Duration;

/**
 * Takes notifications into the log. The log is all that is needed to accept one; the database is
 * asked whether a key is known, to answer a repetition well, and left out while it is away. Within
 * this process a request joins the one with its key that is under way or was lately.
 */
public final class LoggedSubmissions implements Submissions, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final int REMEMBERED = 50_000;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);

  private final Duration patience;
  private final Log log;
  private final NotificationIds ids;
  private final ShortCircuit circuit;
  private final Reservations reservations;
  private final Cache<SenderKey, KeyedSubmission> recent =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(REMEMBERED_FOR).build();
  private final KeyedSubmission.Appends appends =
      new KeyedSubmission.Appends() {
        @Override
        public PendingAppend append(NotificationRecord record) throws LogUnavailableException {
          return LoggedSubmissions.this.append(record);
        }

        @Override
        public void waitedTooLong() {
          circuit.failed();
        }
      };

  /**
   * Appends to {@code log}; keys are in {@code database}, with the migrations of {@code fanout}.
   */
  public LoggedSubmissions(Database database, Log log, NotificationIds ids, Clock clock) {
    this(database, log, ids, clock, PATIENCE);
  }

  /** The same with another {@code patience} with a database that is slow to answer. */
  LoggedSubmissions(
      Database database, Log log, NotificationIds ids, Clock clock, Duration patience) {
    this.patience = patience;
    this.log = log;
    this.ids = ids;
    this.circuit = new ShortCircuit(clock);
    this.reservations = new Reservations(database, circuit);
  }

  @Override
  public PendingSubmission submit(NotificationDraft draft) throws LogUnavailableException {
    NotificationId id = ids.next();
    NotificationRecord record = NotificationRecords.of(draft, id);
    NotificationDraft.Origin origin = draft.origin();
    if (origin.idempotencyKey() == null) {
      PendingAppend append = append(record);
      return () -> {
        append.await();
        return new Acceptance.Accepted(id, false);
      };
    }
    byte[] body = origin.fingerprint();
    var key = new SenderKey(origin.sender(), origin.idempotencyKey());
    var mine = new KeyedSubmission(key, id, body, record, appends, patience);
    KeyedSubmission first = recent.asMap().putIfAbsent(key, mine);
    if (first == null) {
      reservations.reserve(mine);
      return () -> await(mine, body, true);
    }
    return () -> await(first, body, false);
  }

  @Override
  public void close() {
    reservations.close();
  }

  private Acceptance await(KeyedSubmission submission, byte[] body, boolean first)
      throws LogUnavailableException, InterruptedException {
    try {
      return submission.await(body, first);
    } catch (LogUnavailableException e) {
      recent.asMap().remove(submission.key(), submission);
      throw e;
    }
  }

  private PendingAppend append(NotificationRecord record) throws LogUnavailableException {
    return log.writer().append(NotificationRecords.entry(log, record, record.toByteArray()));
  }
}
