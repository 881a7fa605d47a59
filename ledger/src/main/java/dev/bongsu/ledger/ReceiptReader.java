package dev.bongsu.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogReader;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.ReaderSpec;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.DeadAddress;
import dev.bongsu.log.wire.Receipt;
import dev.bongsu.log.wire.ReceiptRecord;
import dev.bongsu.log.wire.Reply;
import dev.bongsu.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which deliveries receipts are about, and tells the ledger's writer through {@code
 * outcomes}. Receipts come in any order, twice, and too early: one whose delivery is not known or
 * not settled yet waits in the database and is tried again, for {@link Resolution#UNKNOWN_FOR} if
 * nothing is known of it. One thread {@link #run}s it.
 */
public final class ReceiptReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiptReader.class);
  private static final String GROUP = "ledger.receipts";
  private static final int MAX_IN_FLIGHT = 500;
  private static final long MAX_IN_FLIGHT_BYTES = 8L << 20;
  private static final int MAX_DUE = 500;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Database database;
  private final Log log;
  private final ReportedAddresses addresses;
  private final Clock clock;
  private final LogReader reader;
  private final List<LogRecord> backlog = new ArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final LongAdder applied = new LongAdder();
  private final LongAdder waited = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  /** A reader that takes part in the work at once. */
  public ReceiptReader(Database database, Log log, ReportedAddresses addresses, Clock clock) {
    this.database = database;
    this.log = log;
    this.addresses = addresses;
    this.clock = clock;
    this.reader =
        log.reader(
            ReaderSpec.of(GROUP, List.of(Topics.RECEIPTS), MAX_IN_FLIGHT, MAX_IN_FLIGHT_BYTES));
  }

  /** Reads until this is closed or the thread interrupted. */
  public void run() {
    try (reader) {
      while (closing.getCount() > 0) {
        try {
          step(POLL);
        } catch (JdbiException | LogUnavailableException e) {
          LOG.warn("receipts wait: {}", e.getMessage());
          if (closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many receipts the ledger was told of. */
  public long applied() {
    return applied.sum();
  }

  /** How many came before what they are about. */
  public long waited() {
    return waited.sum();
  }

  /** How many were about nothing that is known. */
  public long dropped() {
    return dropped.sum();
  }

  /** Ends {@link #run} after what is at hand. */
  @Override
  public void close() {
    closing.countDown();
  }

  /** Takes what has waited long enough, then what is new. */
  void step(Duration wait) throws InterruptedException, LogUnavailableException {
    takeUp();
    if (backlog.isEmpty()) {
      backlog.addAll(reader.poll(wait));
    }
    if (!backlog.isEmpty()) {
      backlog.removeIf(record -> !reader.owns(record));
      take(List.copyOf(backlog));
      backlog.clear();
    }
    reader.commit();
  }

  private void take(List<LogRecord> records) {
    Map<LogRecord, ReceiptRecord> parsed = new HashMap<>();
    List<Receipt> receipts = new ArrayList<>();
    for (LogRecord record : records) {
      ReceiptRecord each = read(record);
      parsed.put(record, each);
      receipts.addAll(each.getReceiptsList());
      each.getRepliesList().forEach(this::reply);
      each.getDeadAddressesList().forEach(this::dead);
    }
    Resolution resolution = database.jdbi().withHandle(handle -> Resolution.of(handle, receipts));
    List<Receipt> early = new ArrayList<>();
    Map<LogRecord, List<Entry>> appends = new HashMap<>();
    parsed.forEach((record, each) -> {
      List<Entry> entries = new ArrayList<>();
      for (Receipt receipt : each.getReceiptsList()) {
        switch (resolution.verdict(receipt)) {
          case Resolution.Verdict.Applies applies -> {
            tell(applies, receipt);
            entries.add(applies.entry(receipt, log, clock.millis()));
          }
          case Resolution.Verdict.Unsettled _, Resolution.Verdict.Unknown _ -> early.add(receipt);
          case Resolution.Verdict.Pointless _ -> dropped.increment();
        }
      }
      appends.put(record, entries);
    });
    // Before the log forgets them: what waits is told apart by what it says, so twice is once.
    database.jdbi().useTransaction(handle -> ReceiptStore.wait(handle, early, clock.instant()));
    waited.add(early.size());
    records.forEach(record -> reader.finish(record, appends.getOrDefault(record, List.of())));
  }

  /**
   * What is due is told to the log and then forgotten here; a crash in between tells it again,
   * which changes nothing.
   */
  private void takeUp() throws LogUnavailableException {
    database
        .jdbi()
        .useTransaction(handle -> {
          List<ReceiptStore.Waiting> due = ReceiptStore.due(handle, clock.instant(), MAX_DUE);
          if (due.isEmpty()) {
            return;
          }
          Resolution resolution =
              Resolution.of(handle, due.stream().map(ReceiptStore.Waiting::receipt).toList());
          List<ReceiptStore.Waiting> done = new ArrayList<>();
          List<ReceiptStore.Waiting> later = new ArrayList<>();
          for (ReceiptStore.Waiting each : due) {
            switch (resolution.verdict(each.receipt())) {
              case Resolution.Verdict.Applies applies -> {
                tell(applies, each.receipt());
                append(applies.entry(each.receipt(), log, clock.millis()));
                done.add(each);
              }
              case Resolution.Verdict.Pointless _ -> {
                dropped.increment();
                done.add(each);
              }
              case Resolution.Verdict.Unsettled _ ->
                  (isOlder(each, Resolution.UNSETTLED_FOR) ? done : later).add(each);
              case Resolution.Verdict.Unknown _ ->
                  (isOlder(each, Resolution.UNKNOWN_FOR) ? done : later).add(each);
            }
          }
          ReceiptStore.forget(handle, done);
          ReceiptStore.postpone(handle, later, clock.instant());
        });
  }

  private void append(Entry entry) throws LogUnavailableException {
    try {
      log.writer().append(entry).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LogUnavailableException("interrupted while telling the ledger", e);
    }
  }

  private boolean isOlder(ReceiptStore.Waiting waiting, Duration bound) {
    boolean older = waiting.since().plus(bound).isBefore(clock.instant());
    if (older) {
      dropped.increment();
    }
    return older;
  }

  private void tell(Resolution.Verdict.Applies applies, Receipt receipt) {
    applied.increment();
    if (applies.reason() != null) {
      addresses.refused(applies.delivery(), applies.reason(), receipt.getProvider());
    }
  }

  private void reply(Reply reply) {
    Channel channel = Codes.channelNamed(reply.getChannel());
    if (channel != null && !reply.getAddress().isEmpty()) {
      addresses.replied(
          new Address(channel, reply.getAddress()), reply.getWanted(), reply.getProvider());
    }
  }

  private void dead(DeadAddress dead) {
    Channel channel = Codes.channelNamed(dead.getChannel());
    if (channel != null && !dead.getAddress().isEmpty()) {
      addresses.dead(new Address(channel, dead.getAddress()), dead.getProvider());
    }
  }

  private static ReceiptRecord read(LogRecord record) {
    try {
      return ReceiptRecord.parseFrom(record.value());
    } catch (InvalidProtocolBufferException e) {
      LOG.error(
          "receipt {}/{} cannot be read and is passed over",
          record.partition(),
          record.offset(),
          e);
      return ReceiptRecord.getDefaultInstance();
    }
  }
}
