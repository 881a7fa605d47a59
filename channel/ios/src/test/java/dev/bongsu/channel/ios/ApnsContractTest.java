package dev.bongsu.channel.ios;

import dev.bongsu.channel.http2.ScriptedServers;
import dev.bongsu.channel.http2.SilentServer;
import dev.bongsu.channel.spi.ChannelContract;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.sandbox.NewKeys;
import dev.bongsu.sandbox.SelfSigned;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class ApnsContractTest extends ChannelContract {
  private static final String DEVICE =
      "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";
  private static final KeyPair KEYS = NewKeys.ec();
  private final SelfSigned certificate = SelfSigned.at(Instant.now());

  private final ScriptedServers servers = new ScriptedServers(certificate.context());

  @AfterEach
  void closeServers() {
    servers.close();
  }

  @Override
  protected Provider.OneByOne provider(Behaviour behaviour) {
    int port =
        switch (behaviour) {
          case ACCEPTS, SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED -> servers.answering(200, "");
          case REFUSES_MESSAGE -> servers.answering(400, reason("BadMessageId"));
          case KNOWS_NO_SUCH_ADDRESS -> servers.answering(400, reason("BadDeviceToken"));
          case REFUSES_CREDENTIALS -> servers.answering(403, reason("InvalidProviderToken"));
          case IS_BUSY -> servers.answering(503, reason("ServiceUnavailable"));
          case THROTTLES ->
              servers.answering(
                  429, reason("TooManyRequests"), "retry-after", String.valueOf(WISH.toSeconds()));
          case FINDS_IT_TOO_LARGE -> servers.answering(413, reason("PayloadTooLarge"));
          case ANSWERS_NONSENSE -> servers.answering(400, "<html>" + DEVICE + SECRET + "</html>");
          case HANGS_AFTER_THE_BODY -> servers.hangingAfterwards();
          case RESETS_AFTER_THE_BODY -> servers.breakingAfterwards();
          case LISTENS_NOWHERE -> SilentServer.nobodysPort();
          case HANGS_BEFORE_THE_BODY -> servers.hanging();
          case RESETS_BEFORE_THE_BODY -> servers.resetting();
        };
    Trust trust =
        behaviour == Behaviour.SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED ? Trust.JDK : trust();
    return new ApnsProvider(
        new ApnsSettings(
            new ProviderSettings("apns", "apns", timeout(behaviour), null, 8, trust),
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

  private Trust trust() {
    try {
      return Trust.ofPem(certificate.pem());
    } catch (CertificateException e) {
      throw new IllegalStateException("no certificate to trust", e);
    }
  }
}
