package dev.bongsu.channel.sms;

import dev.bongsu.channel.spi.Callbacks.Inbound;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.spi.Receipts;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.smpp.Alphabet;
import dev.bongsu.smpp.CommandStatus;
import dev.bongsu.smpp.DeliveryReceipt;
import dev.bongsu.smpp.Parts;
import dev.bongsu.smpp.Pdu;
import dev.bongsu.smpp.ShortMessage;
import dev.bongsu.smpp.SmppException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an SMSC delivers to us: receipts, and what people write. Each is answered when it is
 * durable; what finds no room, or cannot be kept at the moment, is refused for now, so that it
 * comes again. For many threads.
 */
final class Deliveries implements AutoCloseable {
  private static final int MOST_WAITING = 2_000;
  private static final int MOST_AT_ONCE = 500;
  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  private final String provider;
  private final SentMessages sentMessages;
  private final Receipts receipts;
  private final Clock clock;
  private final BlockingQueue<Delivery> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread worker;

  private record Delivery(Pdu pdu, SmppSession session) {}

  Deliveries(String provider, SentMessages sentMessages, Receipts receipts, Clock clock) {
    this.provider = provider;
    this.sentMessages = sentMessages;
    this.receipts = receipts;
    this.clock = clock;
    this.worker = Thread.ofVirtual().name("smpp-" + provider + "-deliveries").start(this::work);
  }

  /** Never waits, because answers to our own requests stand behind it. */
  void take(Pdu deliverSm, SmppSession session) {
    if (!waiting.offer(new Delivery(deliverSm, session))) {
      session.answer(deliverSm, CommandStatus.MESSAGE_QUEUE_FULL);
    }
  }

  @Override
  public void close() {
    worker.interrupt();
  }

  private void work() {
    List<Delivery> batch = new ArrayList<>();
    try {
      while (true) {
        batch.clear();
        batch.add(waiting.take());
        waiting.drainTo(batch, MOST_AT_ONCE - 1);
        keep(batch);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep(List<Delivery> batch) throws InterruptedException {
    List<Receipt> found = new ArrayList<>(batch.size());
    List<Inbound> written = new ArrayList<>();
    List<Delivery> sound = new ArrayList<>(batch.size());
    for (Delivery each : batch) {
      try {
        read(ShortMessage.read(each.pdu().body()), found, written);
        sound.add(each);
      } catch (SmppException e) {
        LOG.warn("provider {} delivered what cannot be read: {}", provider, e.getMessage());
        each.session().answer(each.pdu(), e.status());
      } catch (RuntimeException e) {
        LOG.warn("what provider {} delivered could not be kept: {}", provider, e.getClass());
        each.session().answer(each.pdu(), CommandStatus.TEMPORARY_APPLICATION_ERROR);
      }
    }
    int status = CommandStatus.OK;
    try {
      if (!found.isEmpty()) {
        receipts.take(found);
      }
      if (!written.isEmpty()) {
        receipts.heard(provider, written);
      }
    } catch (RuntimeException e) {
      LOG.warn("what {} delivered could not be kept: {}", provider, e.getClass());
      status = CommandStatus.TEMPORARY_APPLICATION_ERROR;
    }
    for (Delivery each : sound) {
      each.session().answer(each.pdu(), status);
    }
  }

  private void read(ShortMessage message, List<Receipt> found, List<Inbound> written)
      throws SmppException {
    switch (message.esmClass() & ShortMessage.KIND) {
      case ShortMessage.RECEIPT ->
          DeliveryReceipt.read(message).map(this::receipt).ifPresent(found::add);
      case 0 -> written.add(new Inbound(writer(message), text(message)));
      default -> {
        // Acknowledgements by people and notes on the way say nothing that a receipt does not.
      }
    }
  }

  private @Nullable Receipt receipt(DeliveryReceipt receipt) {
    return switch (receipt.state()) {
      case DELIVERED -> delivered(receipt);
      case UNDELIVERABLE, EXPIRED -> failed(receipt, FailureCode.RECIPIENT_UNAVAILABLE);
      case REJECTED, DELETED -> failed(receipt, FailureCode.MESSAGE_REFUSED);
      case ENROUTE, ACCEPTED, UNKNOWN -> null;
    };
  }

  private @Nullable Receipt delivered(DeliveryReceipt receipt) {
    return switch (sentMessages.delivered(receipt.messageId())) {
      case SentMessages.Found.Concluded(DeliveryId id) ->
          receipt(receipt, id, Receipt.Status.DELIVERED, null);
      case SentMessages.Found.Nothing _ -> receipt(receipt, null, Receipt.Status.DELIVERED, null);
      case SentMessages.Found.Partly _ -> null;
    };
  }

  private Receipt failed(DeliveryReceipt receipt, FailureCode code) {
    DeliveryId id =
        sentMessages.failed(receipt.messageId()) instanceof SentMessages.Found.Concluded(var known)
            ? known
            : null;
    return receipt(receipt, id, Receipt.Status.FAILED, code);
  }

  private Receipt receipt(
      DeliveryReceipt receipt,
      @Nullable DeliveryId delivery,
      Receipt.Status status,
      @Nullable FailureCode code) {
    String error = receipt.error() == null ? "" : ", err " + receipt.error();
    return new Receipt(
        provider,
        delivery,
        sentMessages.nameInReceipt(receipt.messageId()),
        status,
        clock.instant(),
        code,
        code == null ? null : "stat " + receipt.state().word() + error);
  }

  private static Address writer(ShortMessage message) {
    String number = message.source().address();
    return new Address(Channel.SMS, number.startsWith("+") ? number : "+" + number);
  }

  private static String text(ShortMessage message) throws SmppException {
    byte[] octets =
        (message.esmClass() & ShortMessage.HAS_HEADER) == 0
            ? message.userData()
            : Parts.read(message.userData()).text();
    return switch (message.dataCoding()) {
      case 0 -> Alphabet.GSM_7.decode(octets);
      case 8 -> Alphabet.UCS_2.decode(octets);
      default -> new String(octets, StandardCharsets.ISO_8859_1);
    };
  }
}
