package dev.bongsu.channel.sms;

import dev.bongsu.kernel.DeliveryId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Which delivery a message of the SMSC belongs to, of the last {@value #MOST}: a delivery in parts
 * has a message each, and counts as delivered when all of them are. For many threads.
 */
final class SentMessages {
  /** Older ones are known to the ledger alone, by the id of their last part. */
  static final int MOST = 100_000;

  private final boolean decimalReceipts;
  private final Map<String, Part> parts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Part> eldest) {
          return size() > MOST;
        }
      };

  /** A delivery under way. Guarded by the messages it is among. */
  static final class Sent {
    private final DeliveryId delivery;
    private int undelivered;

    Sent(DeliveryId delivery, int parts) {
      this.delivery = delivery;
      this.undelivered = parts;
    }

    DeliveryId delivery() {
      return delivery;
    }
  }

  /** What a receipt means for the delivery. */
  sealed interface Found {
    /** All parts are delivered, or this one was not. */
    record Concluded(DeliveryId delivery) implements Found {}

    /** Other parts are still under way. */
    record Partly() implements Found {}

    /** Nothing is known of it here. */
    record Nothing() implements Found {}
  }

  private static final class Part {
    private final Sent sent;
    private boolean delivered;

    Part(Sent sent) {
      this.sent = sent;
    }
  }

  /**
   * @param decimalReceipts whether {@code submit_sm_resp} names messages in hexadecimal and
   *     receipts in decimal
   */
  SentMessages(boolean decimalReceipts) {
    this.decimalReceipts = decimalReceipts;
  }

  /** A part of a delivery was taken under this id. */
  synchronized void taken(String messageId, Sent sent) {
    if (!messageId.isEmpty()) {
      parts.put(key(messageId, 16), new Part(sent));
    }
  }

  /** A receipt says that a message was delivered. */
  synchronized Found delivered(String messageId) {
    Part part = parts.get(receiptKey(messageId));
    if (part == null) {
      return new Found.Nothing();
    }
    if (!part.delivered) {
      part.delivered = true;
      part.sent.undelivered--;
    }
    return part.sent.undelivered > 0
        ? new Found.Partly()
        : new Found.Concluded(part.sent.delivery());
  }

  /** A receipt says that a message will not be delivered. */
  synchronized Found failed(String messageId) {
    Part part = parts.get(receiptKey(messageId));
    return part == null ? new Found.Nothing() : new Found.Concluded(part.sent.delivery());
  }

  /** The name by which the ledger knows a message that was taken under this id. */
  String nameOf(String messageId) {
    return key(messageId, 16);
  }

  /** The same name, from a receipt. */
  String nameInReceipt(String messageId) {
    return receiptKey(messageId);
  }

  private String receiptKey(String messageId) {
    return key(messageId, 10);
  }

  private String key(String messageId, int radix) {
    if (!decimalReceipts) {
      return messageId;
    }
    try {
      return Long.toHexString(Long.parseUnsignedLong(messageId, radix));
    } catch (NumberFormatException _) {
      return messageId.toLowerCase(Locale.ROOT);
    }
  }
}
