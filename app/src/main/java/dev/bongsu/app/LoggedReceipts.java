package dev.bongsu.app;

import com.google.protobuf.ByteString;
import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.spi.Receipts;
import dev.bongsu.frontend.Rooms;
import dev.bongsu.kernel.Address;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.ReceiptRecord;
import dev.bongsu.log.wire.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
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

  @Override
  public void optOut(Address from, String words) {
    Reply reply = reply(from, words, "");
    if (reply == null) {
      return;
    }
    try {
      appendInTheEnd(ReceiptRecord.newBuilder().addReplies(reply).build());
    } catch (InterruptedException _) {
      LOG.error("{} wants nothing more, and the log did not hear of it", from);
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void take(String provider, Callbacks.Answer.Understood said)
      throws LogUnavailableException, InterruptedException {
    ReceiptRecord.Builder record = ReceiptRecord.newBuilder();
    said.receipts().forEach(each -> record.addReceipts(wire(each)));
    for (Callbacks.Inbound each : said.inbound()) {
      Reply reply = reply(each.from(), each.text(), provider);
      if (reply != null) {
        record.addReplies(reply);
      }
    }
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

  /** Null for what asks for nothing of the kind. */
  private static @Nullable Reply reply(Address from, String words, String provider) {
    return switch (ReplyWords.meaning(words)) {
      case STOP, START ->
          Reply.newBuilder()
              .setChannel(from.channel().apiName())
              .setAddress(from.value())
              .setWanted(ReplyWords.meaning(words) == ReplyWords.Meaning.START)
              .setProvider(provider)
              .build();
      case NOTHING -> null;
    };
  }
}
