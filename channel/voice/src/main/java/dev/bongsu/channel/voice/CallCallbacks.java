package dev.bongsu.channel.voice;

import dev.bongsu.channel.spi.Callbacks.Answer;
import dev.bongsu.channel.spi.Callbacks.Inbound;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.twilio.TwilioCallbacks;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.FailureCode;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Twilio's callbacks about calls mean: how a call ended, or which key was pressed. 1 says that
 * the message was heard, 9 that no more are wanted.
 */
final class CallCallbacks {
  private static final String HEARD = "1";
  private static final String NO_MORE = "9";

  /** What a key means, in the word that means the same in a message. */
  private static final String STOP = "STOP";

  private static final String HANG_UP =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Hangup/></Response>";

  private final String provider;
  private final Clock clock;

  CallCallbacks(String provider, Clock clock) {
    this.provider = provider;
    this.clock = clock;
  }

  Answer read(TwilioCallbacks.Posted posted) {
    DeliveryId delivery = posted.delivery();
    String sid = posted.field("CallSid");
    if (delivery == null && sid == null) {
      return new Answer.Malformed("wanted CallSid");
    }
    String digits = posted.field("Digits");
    if (digits != null) {
      return key(posted, delivery, sid, digits);
    }
    String status = posted.field("CallStatus");
    Receipt receipt =
        switch (status == null ? "" : status) {
          case "completed" -> answered(posted, delivery, sid);
          case "busy", "no-answer", "failed", "canceled" ->
              failed(delivery, sid, status + sipCode(posted));
          case "queued", "initiated", "ringing", "in-progress" ->
              receipt(delivery, sid, Receipt.Status.SENT, null, null);
          default -> null;
        };
    return TwilioCallbacks.understood(receipt == null ? List.of() : List.of(receipt), List.of());
  }

  private Answer key(
      TwilioCallbacks.Posted posted,
      @Nullable DeliveryId delivery,
      @Nullable String sid,
      String digits) {
    String to = posted.field("To");
    List<Receipt> receipts =
        digits.equals(HEARD)
            ? List.of(receipt(delivery, sid, Receipt.Status.OPENED, null, null))
            : List.of();
    List<Inbound> inbound =
        digits.equals(NO_MORE) && to != null
            ? List.of(new Inbound(new Address(Channel.VOICE, to), STOP))
            : List.of();
    return TwilioCallbacks.understood(receipts, inbound, HANG_UP);
  }

  /** Without machine detection nobody knows who answered; a call that was answered has arrived. */
  private Receipt answered(
      TwilioCallbacks.Posted posted, @Nullable DeliveryId delivery, @Nullable String sid) {
    String by = posted.field("AnsweredBy");
    boolean machine = by != null && (by.startsWith("machine") || by.equals("fax"));
    return machine
        ? failed(delivery, sid, "answered by " + by)
        : receipt(delivery, sid, Receipt.Status.DELIVERED, null, null);
  }

  private Receipt failed(@Nullable DeliveryId delivery, @Nullable String sid, String detail) {
    return receipt(delivery, sid, Receipt.Status.FAILED, FailureCode.RECIPIENT_UNAVAILABLE, detail);
  }

  private static String sipCode(TwilioCallbacks.Posted posted) {
    int code = posted.number("SipResponseCode");
    return code == 0 ? "" : ", SIP " + code;
  }

  private Receipt receipt(
      @Nullable DeliveryId delivery,
      @Nullable String sid,
      Receipt.Status status,
      @Nullable FailureCode code,
      @Nullable String detail) {
    return new Receipt(provider, delivery, sid, status, clock.instant(), code, detail);
  }
}
