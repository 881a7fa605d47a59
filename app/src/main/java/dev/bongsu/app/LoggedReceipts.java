package dev.bongsu.app;

import com.google.protobuf.ByteString;
import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.spi.Receipts;
import dev.bongsu.frontend.Rooms;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.ReceiptRecord;
import dev.bongsu.log.wire.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what providers report into the log, where it is safe; the ledger finds out what it is about.
 */
final class LoggedReceipts implements Receipts, Rooms.CallbackSink {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedReceipts.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final int MOST_IN_RECORD = 1_000;

  private final Log log;
  private final Map<ReplyWords.Meaning, LongAdder> replies = new ConcurrentHashMap<>();

  LoggedReceipts(Log log) {
    this.log = log;
  }

  /** While the log is away this waits for it: who told us must not be told that all is well. */
  @Override
  public void take(List<Receipt> receipts) throws InterruptedException {
    for (int from = 0; from < receipts.size(); from += MOST_IN_RECORD) {
      List<Receipt> part = receipts.subList(from, Math.min(from + MOST_IN_RECORD, receipts.size()));
      ReceiptRecord.Builder record = ReceiptRecord.newBuilder();
      part.forEach(each -> record.addReceipts(wire(each)));
      appendInTheEnd(record.build());
    }
  }

  /** Waits for the log likewise. */
  @Override
  public void heard(String provider, List<Callbacks.Inbound> messages) throws InterruptedException {
    ReceiptRecord.Builder record = ReceiptRecord.newBuilder();
    addReplies(record, provider, messages);
    if (record.getRepliesCount() > 0) {
      appendInTheEnd(record.build());
    }
  }

  /** How many messages of people came to this. */
  long replies(ReplyWords.Meaning meaning) {
    return counter(meaning).sum();
  }

  @Override
  public void take(String provider, Callbacks.Answer.Understood said)
      throws LogUnavailableException, InterruptedException {
    ReceiptRecord.Builder record = ReceiptRecord.newBuilder();
    said.receipts().forEach(each -> record.addReceipts(wire(each)));
    addReplies(record, provider, said.inbound());
    if (record.getReceiptsCount() + record.getRepliesCount() > 0) {
      append(record.build());
    }
  }

  private void appendInTheEnd(ReceiptRecord record) throws InterruptedException {
    while (true) {
      try {
        append(record);
        return;
      } catch (LogUnavailableException e) {
        LOG.warn("receipts wait for the log: {}", e.getMessage());
        Thread.sleep(AGAIN);
      }
    }
  }

  private void append(ReceiptRecord record) throws LogUnavailableException, InterruptedException {
    byte[] bytes = record.toByteArray();
    int partition = log.partitionOf(Integer.toString(record.hashCode()));
    log.writer().append(new Entry(Topics.RECEIPTS, partition, bytes)).await();
  }

  private static dev.bongsu.log.wire.Receipt wire(Receipt receipt) {
    var wire =
        dev.bongsu.log.wire.Receipt.newBuilder()
            .setProvider(receipt.provider())
            .setStatus(receipt.status().name().toLowerCase(Locale.ROOT))
            .setAt(receipt.at().toEpochMilli());
    if (receipt.delivery() != null) {
      wire.setDeliveryId(ByteString.copyFrom(receipt.delivery().bytes()));
    }
    if (receipt.providerMessageId() != null) {
      wire.setProviderMessageId(receipt.providerMessageId());
    }
    if (receipt.code() != null) {
      wire.setCode(receipt.code().apiName());
    }
    if (receipt.detail() != null) {
      wire.setDetail(receipt.detail());
    }
    return wire.build();
  }

  /** What asks for nothing of the kind is counted and passed over. */
  private void addReplies(
      ReceiptRecord.Builder record, String provider, List<Callbacks.Inbound> messages) {
    for (Callbacks.Inbound each : messages) {
      ReplyWords.Meaning meaning = ReplyWords.meaning(each.text());
      counter(meaning).increment();
      if (meaning != ReplyWords.Meaning.NOTHING) {
        record.addReplies(
            Reply.newBuilder()
                .setChannel(each.from().channel().apiName())
                .setAddress(each.from().value())
                .setWanted(meaning == ReplyWords.Meaning.START)
                .setProvider(provider));
      }
    }
  }

  private LongAdder counter(ReplyWords.Meaning meaning) {
    return replies.computeIfAbsent(meaning, _ -> new LongAdder());
  }
}
