package dev.bongsu.channel.spi;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.CancellationRecord;
import dev.bongsu.log.wire.Message;
import dev.bongsu.log.wire.ReadElsewhere;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is not to be sent any more, as the log tells every process that sends. The newest {@value
 * #MOST} of each kind are remembered, of what was read {@value #MOST_READ}. For many threads.
 */
public final class Cancellations implements AutoCloseable {
  private static final int MOST = 1_000_000;

  /** Some 50 MB. Of use only while what was read is still waiting somewhere, which is rare. */
  private static final int MOST_READ = 200_000;

  private static final Logger LOG = LoggerFactory.getLogger(Cancellations.class);

  private final Map<ByteString, Long> notifications = newest(MOST);
  private final Map<String, Long> recipients = newest(MOST);
  private final Map<ReadElsewhere, Boolean> reads = newest(MOST_READ);
  private final Log.Listening listening;

  private Cancellations(Log log) {
    this.listening = log.listen(Topics.CANCELLATIONS, true, this::hear);
  }

  /** Returns when everything called off so far is known. */
  public static Cancellations of(Log log) {
    return new Cancellations(log);
  }

  /**
   * Whether a delivery of {@code message} is called off.
   *
   * @param recipient empty for none
   */
  public boolean covers(Message message, String recipient) {
    if (notifications.containsKey(message.getNotificationId())) {
      return true;
    }
    return isErased(message, recipient);
  }

  /** Whether a recipient, empty for none, was erased after {@code message} was accepted. */
  boolean isErased(Message message, String recipient) {
    Long erasedAt = recipients.get(recipient);
    return erasedAt != null && message.getAcceptedAt() < erasedAt;
  }

  /** Whether a recipient, empty for none, has read what {@code message} says elsewhere. */
  boolean isRead(Message message, String recipient) {
    return !reads.isEmpty()
        && reads.containsKey(
            ReadElsewhere.newBuilder()
                .setNotificationId(message.getNotificationId())
                .setRecipient(recipient)
                .build());
  }

  @Override
  public void close() {
    listening.close();
  }

  private void hear(LogRecord record) {
    try {
      CancellationRecord heard = CancellationRecord.parseFrom(record.value());
      switch (heard.getWhatCase()) {
        case NOTIFICATION_ID -> notifications.put(heard.getNotificationId(), heard.getAt());
        case RECIPIENT -> recipients.put(heard.getRecipient(), heard.getAt());
        case READ -> reads.put(heard.getRead(), true);
        case WHAT_NOT_SET -> LOG.warn("A cancellation of something unknown was passed over");
      }
    } catch (InvalidProtocolBufferException e) {
      LOG.error("A cancellation cannot be read, offset {}", record.offset(), e);
    }
  }

  private static <K, V> Map<K, V> newest(int most) {
    return Collections.synchronizedMap(
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        });
  }
}
