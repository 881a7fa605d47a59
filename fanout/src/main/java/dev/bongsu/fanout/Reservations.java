package dev.bongsu.fanout;

import dev.bongsu.store.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the database about keys, many in one transaction: while one is under way the next gather. A
 * reservation that is lost costs nothing but the early answer, so it fails fast and loudly, and
 * never holds a request.
 */
final class Reservations implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Reservations.class);
  private static final int BATCH = 500;
  private static final int WAITING = 4_000;

  private final Database database;
  private final KeyStore keys = new KeyStore();
  private final ShortCircuit circuit;
  private final BlockingQueue<KeyedSubmission> waiting = new ArrayBlockingQueue<>(WAITING);
  private final Thread worker;
  private volatile boolean closed;

  Reservations(Database database, ShortCircuit circuit) {
    this.database = database;
    this.circuit = circuit;
    this.worker = Thread.ofVirtual().name("reservations").start(this::work);
  }

  /** Sees to it that the submission is settled, with the database's answer if there is one. */
  void reserve(KeyedSubmission submission) {
    if (closed || !circuit.admits() || !waiting.offer(submission)) {
      submission.unanswered();
    }
  }

  @Override
  public void close() {
    closed = true;
    worker.interrupt();
    try {
      worker.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    drain().forEach(KeyedSubmission::unanswered);
  }

  private void work() {
    while (!closed) {
      try {
        KeyedSubmission first = waiting.take();
        List<KeyedSubmission> batch = new ArrayList<>();
        batch.add(first);
        waiting.drainTo(batch, BATCH - 1);
        answer(batch);
      } catch (InterruptedException _) {
        return; // only close() interrupts
      }
    }
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
      LOGGER.warn(
          "idempotency keys cannot be looked up, repetitions are told from now on by fan-out only: {}",
          e.getMessage());
      batch.forEach(KeyedSubmission::unanswered);
      drain().forEach(KeyedSubmission::unanswered);
    }
  }

  private List<KeyedSubmission> drain() {
    List<KeyedSubmission> rest = new ArrayList<>();
    waiting.drainTo(rest);
    return rest;
  }
}
