package dev.bongsu.channel.sms;

import dev.bongsu.channel.spi.Callbacks.Answer;
import dev.bongsu.channel.spi.Callbacks.Inbound;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.twilio.TwilioCallbacks;
import dev.bongsu.channel.twilio.TwilioErrors;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Twilio's callbacks about short messages mean: their status, or what somebody wrote. */
final class SmsCallbacks {
  private final String provider;
  private final Clock clock;

  SmsCallbacks(String provider, Clock clock) {
    this.provider = provider;
    this.clock = clock;
  }

  Answer read(TwilioCallbacks.Posted posted) {
    String status = posted.field("MessageStatus");
    String body = posted.field("Body");
    if (status != null) {
      return status(posted, status);
    }
    return body == null
        ? new Answer.Malformed("wanted MessageStatus or Body")
        : TwilioCallbacks.understood(List.of(), inbound(posted, body));
  }

  private Answer status(TwilioCallbacks.Posted posted, String status) {
    DeliveryId delivery = posted.delivery();
    String sid = posted.field("MessageSid");
    if (delivery == null && sid == null) {
      return new Answer.Malformed("wanted MessageSid");
    }
    Receipt receipt =
        switch (status) {
          case "delivered" -> came(delivery, sid, Receipt.Status.DELIVERED);
          case "read" -> came(delivery, sid, Receipt.Status.OPENED);
          case "undelivered", "failed" -> failed(delivery, sid, status, posted.number("ErrorCode"));
          case "accepted", "queued", "sending", "sent" -> came(delivery, sid, Receipt.Status.SENT);
          default -> null;
        };
    return TwilioCallbacks.understood(receipt == null ? List.of() : List.of(receipt), List.of());
  }

  private Receipt came(@Nullable DeliveryId delivery, @Nullable String sid, Receipt.Status status) {
    return new Receipt(provider, delivery, sid, status, clock.instant(), null, null);
  }

  private Receipt failed(
      @Nullable DeliveryId delivery, @Nullable String sid, String status, int code) {
    return new Receipt(
        provider,
        delivery,
        sid,
        Receipt.Status.FAILED,
        clock.instant(),
        TwilioErrors.ofCallback(code),
        code == 0 ? status : status + ", error " + code);
  }

  /**
   * Where Twilio's own keywords are in use, which an account can choose, it says itself what it
   * took for a wish to hear no more, or to hear again ({@code OptOutType}, Advanced Opt-Out).
   */
  private static List<Inbound> inbound(TwilioCallbacks.Posted posted, String body) {
    String from = posted.field("From");
    if (from == null) {
      return List.of();
    }
    String taken = posted.field("OptOutType");
    return List.of(new Inbound(new Address(Channel.SMS, from), taken == null ? body : taken));
  }
}
