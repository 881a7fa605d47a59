package dev.bongsu.fanout;

import dev.bongsu.kernel.NotificationId;
import dev.bongsu.store.Database;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what fan-out has in the database and needs no more, a little at a time. */
final class Cleaning {
  /** Longer than keys count, so that a late record still finds its key. */
  private static final Duration KEYS = Submissions.KEY_LIFE.plusHours(1);

  /** Longer than a redo can come after the first try. */
  private static final Duration HELD = Duration.ofDays(7);

  /** A chunk waits at most this long for its expansion. */
  private static final Duration CHUNKS = Duration.ofDays(30);

  private static final int BATCH = 5_000;
  private static final Duration WHILE_MORE = Duration.ofMillis(200);
  private static final Duration WHEN_DONE = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(Cleaning.class);

  private final Database database;
  private final Clock clock;
  private final KeyStore keys = new KeyStore();
  private final HeldStore held = new HeldStore();
  private final ChunkStore chunks;

  Cleaning(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.chunks = new ChunkStore(database);
  }

  /** Cleans again and again. */
  Loop loop() {
    var loop = new Loop[1];
    loop[0] = new Loop("the cleaning of fan-out", () -> loop[0].pause(clean()));
    return loop[0];
  }

  /** Deletes some; answers how long to wait until the next time. */
  Duration clean() {
    Instant now = clock.instant();
    try {
      int deleted =
          database
              .jdbi()
              .inTransaction(handle -> {
                held.forget(handle, now.minus(HELD));
                chunks.forget(handle, NotificationId.firstAt(now.minus(CHUNKS)));
                return keys.forget(handle, now.minus(KEYS), BATCH);
              });
      return deleted == BATCH ? WHILE_MORE : WHEN_DONE;
    } catch (SQLException | JdbiException e) {
      LOG.warn("cleaning waits for the database: {}", e.getMessage());
      return WHEN_DONE;
    }
  }
}
