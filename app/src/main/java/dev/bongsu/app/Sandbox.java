package dev.bongsu.app;

import dev.bongsu.channel.browser.WebPushKind;
import dev.bongsu.channel.email.SesKind;
import dev.bongsu.channel.email.SmtpKind;
import dev.bongsu.channel.sms.SmppKind;
import dev.bongsu.channel.sms.TwilioSmsKind;
import dev.bongsu.channel.spi.ProviderKind.Blueprint;
import dev.bongsu.channel.voice.TwilioVoiceKind;
import dev.bongsu.frontend.Rooms;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.ledger.Ledger;
import dev.bongsu.sandbox.Faults;
import dev.bongsu.sandbox.Origin;
import dev.bongsu.sandbox.Origins;
import dev.bongsu.sandbox.SandboxMessages;
import dev.bongsu.sandbox.SesStandIn;
import dev.bongsu.sandbox.SesStandInSettings;
import dev.bongsu.sandbox.SmppStandIn;
import dev.bongsu.sandbox.SmppStandInSettings;
import dev.bongsu.sandbox.SmtpStandIn;
import dev.bongsu.sandbox.SmtpStandInSettings;
import dev.bongsu.sandbox.TwilioStandIn;
import dev.bongsu.sandbox.TwilioStandInSettings;
import dev.bongsu.sandbox.WebPushStandIn;
import java.net.URI;
import java.time.Clock;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The provider simulator of this process: a stand-in for each channel that has no provider, and how
 * the channel reaches it like any other.
 */
final class Sandbox implements AutoCloseable {
  /** The id of every provider in it (A14). */
  static final String ID = "sandbox";

  private static final String SES = "ses";
  private static final String TWILIO = "twilio";
  private static final String TOPIC = "arn:aws:sns:eu-west-1:000000000000:sandbox";
  private static final String ACCOUNT = "ACsandbox";
  private static final long MAX_BYTES = 16L * 1024 * 1024;

  private final StandIns wanted;
  private final SandboxMessages messages;
  private final Faults faults;
  private final Map<Channel, Blueprint> standIns = new EnumMap<>(Channel.class);
  private final Cleanups cleanups = new Cleanups();
  private final Clock clock;
  private @Nullable WebPushStandIn pushService;

  private final URI publicUrl;

  private Sandbox(
      StandIns wanted, Origins origins, URI publicUrl, Clock clock, RandomGenerator random) {
    this.wanted = wanted;
    this.clock = clock;
    this.publicUrl = publicUrl;
    this.faults = new Faults(random);
    this.messages = new SandboxMessages(MAX_BYTES, clock, origins);
  }

  /**
   * Which types of providers there are stand-ins for; the first stands in where nothing is said.
   */
  static List<String> types(Channel channel) {
    return switch (channel) {
      case EMAIL -> List.of("smtp", SES);
      case SMS -> List.of("smpp", TWILIO);
      case VOICE -> List.of(TWILIO);
      case BROWSER -> List.of("webpush");
      case ANDROID -> List.of("fcm");
      case IOS -> List.of("apns");
      case INAPP -> List.of();
    };
  }

  /**
   * Stands in for these channels, as far as there is a stand-in.
   *
   * @param wanted as what, and how
   * @param publicUrl where callbacks come in
   * @param random decides which messages meet a fault
   */
  static Sandbox start(
      List<Channel> channels,
      StandIns wanted,
      Origins origins,
      URI publicUrl,
      Clock clock,
      RandomGenerator random) {
    var sandbox = new Sandbox(wanted, origins, publicUrl, clock, random);
    try {
      for (Channel channel : channels) {
        Blueprint standIn = sandbox.standIn(channel);
        if (standIn != null) {
          sandbox.standIns.put(channel, standIn);
        }
      }
      return sandbox;
    } catch (RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  /** The channels that it stands in for. */
  Set<Channel> channels() {
    return Set.copyOf(standIns.keySet());
  }

  /** The provider of a channel that it stands in for. */
  Optional<Blueprint> provider(Channel channel) {
    return Optional.ofNullable(standIns.get(channel));
  }

  /** What the frontend shows of it. */
  Rooms.Sandbox forFrontend() {
    return new Rooms.Sandbox(channels(), messages, faults, pushService);
  }

  @Override
  public void close() {
    cleanups.close();
  }

  /** Starts what stands in for a channel and answers how it is reached; null if nothing does. */
  private @Nullable Blueprint standIn(Channel channel) {
    String type = wanted.types().getOrDefault(channel, "");
    return switch (channel) {
      case EMAIL -> type.equals(SES) ? ses() : mail();
      case BROWSER -> browsers();
      case SMS -> type.equals(TWILIO) ? twilioTexts() : texts();
      case VOICE -> calls();
      case ANDROID -> push().android();
      case IOS -> push().ios();
      case INAPP -> null;
    };
  }

  private PushStandIns push() {
    return new PushStandIns(messages, faults, clock, cleanups);
  }

  private Blueprint mail() {
    SmtpStandIn smtp =
        cleanups.add(
            "sandbox.email", SmtpStandIn.start(SmtpStandInSettings.defaults(), messages, faults));
    return SmtpKind.sandbox(ID, smtp.port(), port -> smtp.reportTo(port, clock));
  }

  private Blueprint ses() {
    var settings = SesStandInSettings.defaults().withEvents(TOPIC, callbackUrl());
    SesStandIn standIn =
        cleanups.add("sandbox.email", SesStandIn.start(settings, messages, faults, clock));
    return SesKind.sandbox(
        ID, standIn.url(), settings.region(), settings.accessKey(), settings.secretKey(), TOPIC);
  }

  private Blueprint texts() {
    SmppStandIn smsc =
        cleanups.add(
            "sandbox.sms",
            SmppStandIn.start(SmppStandInSettings.defaults(), messages, faults, clock));
    return SmppKind.sandbox(ID, smsc.port(), SmppStandInSettings.DELIVERY_TAG);
  }

  private Blueprint twilioTexts() {
    String token = token();
    return TwilioSmsKind.sandbox(ID, twilio("sandbox.sms", token).url(), ACCOUNT, token);
  }

  private Blueprint calls() {
    String token = token();
    return TwilioVoiceKind.sandbox(
        ID, twilio("sandbox.voice", token).url(), ACCOUNT, token, wanted.calls());
  }

  private URI callbackUrl() {
    return URI.create(publicUrl + "/v1/callbacks/" + ID);
  }

  private TwilioStandIn twilio(String name, String token) {
    var settings = TwilioStandInSettings.of(ACCOUNT, token).withIncoming(callbackUrl());
    return cleanups.add(name, TwilioStandIn.start(settings, messages, faults));
  }

  /** Nobody outside of this process can know it, so nobody can forge a callback with it. */
  private static String token() {
    return UUID.randomUUID().toString();
  }

  private Blueprint browsers() {
    WebPushStandIn started =
        cleanups.add("sandbox.browser", WebPushStandIn.start(null, messages, faults, clock));
    pushService = started;
    return WebPushKind.sandbox(ID, started.endpoints());
  }

  /** What deliveries belong to, as the ledger knows it. */
  static Map<DeliveryId, Origin> origins(Ledger ledger, Collection<DeliveryId> deliveries) {
    Map<DeliveryId, Origin> origins = new HashMap<>();
    for (DeliveryId id : deliveries) {
      ledger
          .delivery(id)
          .ifPresent(view ->
              origins.put(id, new Origin(view.notificationId(), view.target().recipient())));
    }
    return origins;
  }
}
