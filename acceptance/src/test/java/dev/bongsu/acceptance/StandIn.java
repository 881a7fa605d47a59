package dev.bongsu.acceptance;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.sandbox.ApnsStandIn;
import dev.bongsu.sandbox.Faults;
import dev.bongsu.sandbox.FcmStandIn;
import dev.bongsu.sandbox.NewKeys;
import dev.bongsu.sandbox.SandboxFilter;
import dev.bongsu.sandbox.SandboxMessage;
import dev.bongsu.sandbox.SandboxMessages;
import dev.bongsu.sandbox.SelfSigned;
import dev.bongsu.sandbox.SmppStandIn;
import dev.bongsu.sandbox.SmppStandInSettings;
import dev.bongsu.sandbox.TwilioStandIn;
import dev.bongsu.sandbox.TwilioStandInSettings;
import dev.bongsu.sandbox.WebPushStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A provider of the sandbox in the test's own process, where no kill of the service reaches it. */
final class StandIn implements Carrier {
  private static final long MAX_BYTES = 512L * 1024 * 1024;
  private static final Clock CLOCK = Clock.systemUTC();

  private final String channel;
  private final String provider;
  private final IntFunction<Object> addresses;
  private final SandboxMessages messages;
  private final Closing closing;

  private interface Closing {
    void close() throws IOException;
  }

  private StandIn(
      String channel,
      String provider,
      IntFunction<Object> addresses,
      SandboxMessages messages,
      Closing closing) {
    this.channel = channel;
    this.provider = provider;
    this.addresses = addresses;
    this.messages = messages;
    this.closing = closing;
  }

  static StandIn smsc() {
    SandboxMessages messages = messages();
    SmppStandIn smsc = SmppStandIn.start(SmppStandInSettings.defaults(), messages, faults(), CLOCK);
    String provider =
        """
        { id: smsc, type: smpp, host: 127.0.0.1, port: %d, systemId: kill, password: "", \
        from: "15550001", deliveryTag: %d }\
        """
            .formatted(smsc.port(), SmppStandInSettings.DELIVERY_TAG);
    return new StandIn("sms", provider, StandIn::number, messages, smsc::close);
  }

  static StandIn twilio() {
    SandboxMessages messages = messages();
    TwilioStandIn twilio =
        TwilioStandIn.start(TwilioStandInSettings.of("ACkill", "token"), messages, faults());
    String provider =
        """
        { id: calls, type: twilio, baseUrl: "%s", accountSid: ACkill, authToken: token, \
        from: "+15550001" }\
        """
            .formatted(twilio.url());
    return new StandIn("voice", provider, StandIn::number, messages, twilio::close);
  }

  static StandIn fcm(Path directory) throws IOException {
    SandboxMessages messages = messages();
    SelfSigned certificate = SelfSigned.at(CLOCK.instant());
    KeyPair keys = NewKeys.rsa();
    FcmStandIn fcm =
        FcmStandIn.start(
            0,
            certificate,
            new FcmStandIn.Account("kill", "kill@example.com", keys.getPublic()),
            messages,
            faults(),
            CLOCK);
    Files.writeString(directory.resolve("fcm.pem"), certificate.pem());
    Files.write(
        directory.resolve("account.json"),
        Json.write(
            Map.of(
                "project_id", "kill",
                "client_email", "kill@example.com",
                "private_key_id", "k",
                "private_key", NewKeys.pem(keys.getPrivate()),
                "token_uri", fcm.tokenUrl())));
    String provider =
        """
        { id: fcm, type: fcm, baseUrl: "%s", serviceAccountFile: account.json, trust: fcm.pem }\
        """
            .formatted(fcm.url());
    return new StandIn(
        "android",
        provider,
        number -> "kill%07d:%s".formatted(number, "A".repeat(134)),
        messages,
        fcm::close);
  }

  static StandIn apns(Path directory) throws IOException {
    SandboxMessages messages = messages();
    SelfSigned certificate = SelfSigned.at(CLOCK.instant());
    KeyPair keys = NewKeys.ec();
    ApnsStandIn apns =
        ApnsStandIn.start(
            0,
            certificate,
            new ApnsStandIn.Account(
                "KILLTEAM01", "KILLKEY001", keys.getPublic(), "dev.bongsu.kill"),
            messages,
            faults(),
            CLOCK);
    Files.writeString(directory.resolve("apns.pem"), certificate.pem());
    Files.writeString(directory.resolve("apns.p8"), NewKeys.pem(keys.getPrivate()));
    String provider =
        """
        { id: apns, type: apns, host: 127.0.0.1, port: %d, teamId: KILLTEAM01, keyId: KILLKEY001, \
        keyFile: apns.p8, topic: dev.bongsu.kill, trust: apns.pem }\
        """
            .formatted(apns.port());
    return new StandIn(
        "ios", provider, number -> "%064x".formatted(number + 1), messages, apns::close);
  }

  static StandIn pushService() {
    SandboxMessages messages = messages();
    WebPushStandIn service = WebPushStandIn.start(null, messages, faults(), CLOCK);
    return new StandIn(
        "browser",
        "{ id: push, type: webpush, subject: \"mailto:ops@example.com\", allowPrivate: true }",
        _ -> service.subscribe(),
        messages,
        service::close);
  }

  @Override
  public String channel() {
    return channel;
  }

  @Override
  public String configuration() {
    return "  " + channel + ":\n    providers:\n      - " + provider + "\n";
  }

  @Override
  public Object address(int number) {
    return addresses.apply(number);
  }

  @Override
  public Map<String, Integer> taken(BongsuClient service) {
    Map<String, Integer> taken = new HashMap<>();
    var all = new SandboxFilter(null, null, null);
    @Nullable String cursor = null;
    try {
      do {
        Page<SandboxMessage> page = messages.list(all, new Page.Request(Page.MAX_LIMIT, cursor));
        for (SandboxMessage message : page.items()) {
          DeliveryId delivery = message.delivery();
          if (delivery == null) {
            throw new IllegalStateException("a message by " + channel + " names no delivery");
          }
          taken.merge(delivery.toString(), 1, Integer::sum);
        }
        cursor = page.nextCursor();
      } while (cursor != null);
    } catch (InvalidException e) {
      throw new IllegalStateException("a cursor of our own is one", e);
    }
    return taken;
  }

  @Override
  public long arrivals() {
    return messages.count();
  }

  @Override
  public void close() throws IOException {
    closing.close();
  }

  private static Object number(int number) {
    return "+1555%07d".formatted(number);
  }

  private static SandboxMessages messages() {
    return new SandboxMessages(MAX_BYTES, CLOCK, _ -> Map.of());
  }

  private static Faults faults() {
    return new Faults(new Random(1));
  }
}
