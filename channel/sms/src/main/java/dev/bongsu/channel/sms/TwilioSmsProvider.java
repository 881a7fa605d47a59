package dev.bongsu.channel.sms;

import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.channel.twilio.FormBody;
import dev.bongsu.channel.twilio.TwilioCallbacks;
import dev.bongsu.channel.twilio.TwilioClient;
import dev.bongsu.channel.twilio.TwilioErrors;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Hands short messages to Twilio (Twilio's "Messages resource"). */
final class TwilioSmsProvider implements Provider.OneByOne {
  /** What Twilio takes in {@code Body}. */
  private static final int MOST_CHARACTERS = 1_600;

  /** What Twilio takes as {@code ValidityPeriod}, in seconds; longer is its own default. */
  private static final long LONGEST_VALIDITY = 36_000;

  private final TwilioSmsSettings settings;
  private final Surroundings around;
  private final URI callbackUrl;
  private final TwilioClient client;

  /** Connects to nothing before the first message. */
  TwilioSmsProvider(TwilioSmsSettings settings, Surroundings around) {
    this.settings = settings;
    this.around = around;
    this.callbackUrl = around.callbackUrl(settings.common().id());
    this.client = new TwilioClient(settings.account(), around.clock());
  }

  @Override
  public String id() {
    return settings.common().id();
  }

  @Override
  public Outcome send(OutboundMessage message) throws InterruptedException {
    String text = message.content().text("text");
    if (text == null || text.isEmpty()) {
      return new Outcome.Refused(FailureCode.NO_CONTENT, "there is no text");
    }
    if (text.length() > MOST_CHARACTERS) {
      return new Outcome.Refused(
          FailureCode.PAYLOAD_TOO_LARGE, "the text is longer than 1600 characters");
    }
    TwilioClient.Created created =
        client.create("Messages", form(message, text), message.traceParent());
    if (created.code() == TwilioErrors.OPTED_OUT) {
      // Twilio heard it before us.
      around.receipts().heard(id(), List.of(new Callbacks.Inbound(message.address(), "STOP")));
    }
    return created.outcome();
  }

  @Override
  public void close() {
    client.close();
  }

  private FormBody form(OutboundMessage message, String text) {
    var form =
        new FormBody()
            .with("To", message.address().value())
            .with(settings.from() == null ? "MessagingServiceSid" : "From", settings.source())
            .with("Body", text)
            .with("StatusCallback", TwilioCallbacks.url(callbackUrl, message.id()).toString());
    long seconds = Duration.between(around.clock().instant(), message.expiresAt()).toSeconds();
    if (seconds > 0 && seconds < LONGEST_VALIDITY) {
      form.with("ValidityPeriod", Long.toString(seconds));
    }
    return form;
  }
}
