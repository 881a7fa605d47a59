package dev.bongsu.fanout;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.PendingAppend;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.CancellationRecord;
import dev.bongsu.log.wire.NotificationRecord;
import dev.bongsu.store.Database;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts notifications that were to be sent later back into the log when they are due, and drops
 * those that are cancelled before. Several processes share the work. One that is put back twice,
 * because a process died while doing it, is sent once: the planner takes the first.
 */
public final class HeldNotifications implements AutoCloseable {
  private static final int BATCH = 1_000;
  private static final int CANCELLATIONS = 10_000;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Logger LOG = LoggerFactory.getLogger(HeldNotifications.class);

  private final Database database;
  private final Log log;
  private final Clock clock;
  private final HeldStore held = new HeldStore();
  private final Loop loop;
  private final BlockingQueue<NotificationId> cancelled = new ArrayBlockingQueue<>(CANCELLATIONS);

  /** What is due goes from {@code database} to {@code log}. */
  public HeldNotifications(Database database, Log log, Clock clock) {
    this.database = database;
    this.log = log;
    this.clock = clock;
    this.loop = new Loop("the release of held notifications", this::stepAndPause);
  }

  /** Releases until it is closed. */
  public void run() {
    // All that was ever cancelled is heard again, while the loop takes it in.
    Thread listener =
        Thread.ofVirtual()
            .name("held-cancellations")
            .start(() -> {
              try (var _ = log.listen(Topics.CANCELLATIONS, true, this::hear)) {
                loop.awaitClosing();
              }
            });
    loop.run();
    listener.interrupt();
  }

  @Override
  public void close() {
    loop.close();
  }

  /** Hears a cancellation; waits while many of them wait. */
  void hear(LogRecord record) {
    try {
      CancellationRecord heard = CancellationRecord.parseFrom(record.value());
      if (heard.getWhatCase() == CancellationRecord.WhatCase.NOTIFICATION_ID) {
        cancelled.put(NotificationId.of(heard.getNotificationId().toByteArray()));
      }
    } catch (InvalidProtocolBufferException e) {
      LOG.error("{} cannot be read and is passed over", Place.of(record), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Releases some of what is due; answers how many. */
  int step() throws InterruptedException {
    try {
      dropCancelled();
      List<byte[]> due =
          database.jdbi().inTransaction(handle -> held.release(handle, clock.instant(), BATCH));
      append(due);
      return due.size();
    } catch (SQLException | JdbiException e) {
      LOG.warn("held notifications wait for the database: {}", e.getMessage());
    } catch (LogUnavailableException e) {
      LOG.warn(
          "held notifications wait for the log, those due now for {} s: {}",
          HeldStore.PATIENCE.toSeconds(),
          e.getMessage());
    }
    return 0;
  }

  private void stepAndPause() throws InterruptedException {
    if (step() < BATCH) {
      loop.pause(PAUSE);
    }
  }

  private void dropCancelled() throws SQLException {
    List<NotificationId> ids = new ArrayList<>();
    cancelled.drainTo(ids);
    if (ids.isEmpty()) {
      return;
    }
    try {
      database.jdbi().useTransaction(handle -> held.cancel(handle, ids));
    } catch (JdbiException e) {
      ids.forEach(cancelled::offer); // what finds no room is told again at the next start
      throw e;
    }
  }

  private void append(List<byte[]> records) throws LogUnavailableException, InterruptedException {
    List<PendingAppend> appends = new ArrayList<>(records.size());
    for (byte[] record : records) {
      try {
        NotificationRecord read = NotificationRecord.parseFrom(record);
        appends.add(log.writer().append(NotificationRecords.entry(log, read, record)));
      } catch (InvalidProtocolBufferException e) {
        LOG.error("a held notification cannot be read and stays", e);
      }
    }
    for (PendingAppend append : appends) {
      append.await();
    }
  }
}
