package dev.bongsu.fanout;

import dev.bongsu.store.Batcher;
import dev.bongsu.store.Database;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the database about keys, many in one transaction. A reservation that is lost costs nothing
 * but the early answer, so it fails fast and loudly, and never holds a request.
 */
final class Reservations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reservations.class);

  private final Database database;
  private final KeyStore keys = new KeyStore();
  private final ShortCircuit circuit;
  private final Batcher<KeyedSubmission> submissions;

  Reservations(Database database, ShortCircuit circuit) {
    this.database = database;
    this.circuit = circuit;
    this.submissions = new Batcher<>("reservations", this::answer, (each, _) -> each.unanswered());
  }

  /** Sees to it that the submission is settled, with the database's answer if there is one. */
  void reserve(KeyedSubmission submission) {
    if (!circuit.admits() || !submissions.offer(submission)) {
      submission.unanswered();
    }
  }

  @Override
  public void close() {
    submissions.close();
  }

  private void answer(List<KeyedSubmission> batch) {
    try {
      List<KeyStore.Claim> claims = batch.stream().map(KeyedSubmission::claim).toList();
      Map<SenderKey, KeyStore.Holder> holders =
          database.jdbi().inTransaction(handle -> keys.take(handle, claims));
      circuit.succeeded();
      for (KeyedSubmission each : batch) {
        KeyStore.Holder holder = holders.get(each.key());
        if (holder == null) {
          each.unanswered(); // forgotten since we asked
        } else {
          each.answered(holder);
        }
      }
    } catch (SQLException | JdbiException e) {
      circuit.failed();
      LOG.warn(
          "idempotency keys cannot be looked up, repetitions are told from now on by fan-out only: {}",
          e.getMessage());
      batch.forEach(KeyedSubmission::unanswered);
      submissions.giveUp(new IllegalStateException("the database does not answer", e));
    }
  }
}
