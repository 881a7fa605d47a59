package dev.bongsu.channel.voice;

import dev.bongsu.channel.spi.AwaitedReceipt;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.channel.twilio.FormBody;
import dev.bongsu.channel.twilio.TwilioCallbacks;
import dev.bongsu.channel.twilio.TwilioClient;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Speech;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Has Twilio call and speak (Twilio's "Calls resource"). */
final class TwilioVoiceProvider implements Provider.OneByOne {
  private final TwilioVoiceSettings settings;
  private final URI callbackUrl;
  private final Twiml twiml;
  private final TwilioClient client;

  /** Connects to nothing before the first call. */
  TwilioVoiceProvider(TwilioVoiceSettings settings, Surroundings around) {
    this.settings = settings;
    this.callbackUrl = around.callbackUrl(settings.common().id());
    this.twiml = new Twiml(settings.rules().speech());
    this.client = new TwilioClient(settings.account(), around.clock());
  }

  @Override
  public String id() {
    return settings.common().id();
  }

  @Override
  public Outcome send(OutboundMessage message) throws InterruptedException {
    String say = message.content().text("say");
    if (say == null || say.isBlank()) {
      return new Outcome.Refused(FailureCode.NO_CONTENT, "there is nothing to say");
    }
    URI callback = TwilioCallbacks.url(callbackUrl, message.id());
    String document = twiml.of(say, callback);
    if (document.length() > Speech.MAX_DOCUMENT_LENGTH) {
      return new Outcome.Refused(
          FailureCode.PAYLOAD_TOO_LARGE,
          "the speech is longer than 4000 characters of TwiML, said once");
    }
    var form =
        new FormBody()
            .with("To", message.address().value())
            .with("From", settings.from())
            .with("Twiml", document)
            .with("StatusCallback", callback.toString())
            .with("StatusCallbackMethod", "POST")
            // That it began is told before its end, which may be minutes away: see Receipt.SENT.
            .with("StatusCallbackEvent", "initiated")
            .with("StatusCallbackEvent", "completed");
    if (settings.rules().machineDetection()) {
      form.with("MachineDetection", "Enable");
    }
    return client.create("Calls", form, message.traceParent()).outcome();
  }

  @Override
  public @Nullable AwaitedReceipt awaitedReceipt() {
    return settings.rules().redial();
  }

  @Override
  public void close() {
    client.close();
  }
}
