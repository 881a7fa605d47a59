package dev.bongsu.channel.ios;

import dev.bongsu.channel.http2.ScriptedServer;
import dev.bongsu.channel.http2.ScriptedServer.Deed;
import dev.bongsu.channel.http2.SilentServer;
import dev.bongsu.channel.spi.ChannelContract;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.sandbox.SelfSigned;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class ApnsContractTest extends ChannelContract {
  private static final String DEVICE =
      "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";
  private static final KeyPair KEYS = Keys.made();
  private final SelfSigned certificate = SelfSigned.at(Instant.now());

  private final List<AutoCloseable> servers = new ArrayList<>();

  @AfterEach
  void closeServers() throws Exception {
    for (AutoCloseable each : servers) {
      each.close();
    }
  }

  @Override
  protected Provider.OneByOne provider(Behaviour behaviour) {
    int port =
        switch (behaviour) {
          case ACCEPTS, SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED -> answering(200, "");
          case REFUSES_MESSAGE -> answering(400, reason("BadMessageId"));
          case KNOWS_NO_SUCH_ADDRESS -> answering(400, reason("BadDeviceToken"));
          case REFUSES_CREDENTIALS -> answering(403, reason("InvalidProviderToken"));
          case IS_BUSY -> answering(503, reason("ServiceUnavailable"));
          case FINDS_IT_TOO_LARGE -> answering(413, reason("PayloadTooLarge"));
          case ANSWERS_NONSENSE -> answering(400, "<html>" + DEVICE + SECRET + "</html>");
          case HANGS_AFTER_THE_BODY -> doing(new Deed.Hang());
          case RESETS_AFTER_THE_BODY -> doing(new Deed.Break());
          case LISTENS_NOWHERE -> SilentServer.nobodysPort();
          case HANGS_BEFORE_THE_BODY -> kept(SilentServer.hanging()).port();
          case RESETS_BEFORE_THE_BODY -> kept(SilentServer.resetting()).port();
        };
    Duration timeout =
        switch (behaviour) {
          case HANGS_BEFORE_THE_BODY, HANGS_AFTER_THE_BODY -> Duration.ofMillis(900);
          default -> Duration.ofSeconds(30);
        };
    Trust trust =
        behaviour == Behaviour.SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED ? Trust.JDK : trust();
    return new ApnsProvider(
        new ApnsSettings(
            new ProviderSettings("apns", "apns", timeout, null, 8, trust),
            "127.0.0.1",
            port,
            "com.example.app",
            new Identity.Token("TEAM", SECRET, KEYS.getPrivate())),
        Clock.systemUTC());
  }

  @Override
  protected Address address() {
    return new Address(Channel.IOS, DEVICE);
  }

  @Override
  protected Content content() {
    return new Content(Map.of("title", "Hello", "body", "Hello there"));
  }

  private static String reason(String word) {
    return "{\"reason\": \"" + word + "\", \"about\": \"" + DEVICE + " " + SECRET + "\"}";
  }

  private int answering(int status, String body) {
    return doing(Deed.say(status, body));
  }

  private int doing(Deed deed) {
    return kept(new ScriptedServer(ScriptedServer.Settings.of(certificate.context()), _ -> deed))
        .port();
  }

  private <S extends AutoCloseable> S kept(S server) {
    servers.add(server);
    return server;
  }

  private Trust trust() {
    try {
      return Trust.ofPem(certificate.pem());
    } catch (CertificateException e) {
      throw new IllegalStateException("no certificate to trust", e);
    }
  }
}
