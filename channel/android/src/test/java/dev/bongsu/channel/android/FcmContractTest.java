package dev.bongsu.channel.android;

import dev.bongsu.channel.http2.ScriptedServers;
import dev.bongsu.channel.http2.SilentServer;
import dev.bongsu.channel.spi.ChannelContract;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.sandbox.SelfSigned;
import java.net.URI;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class FcmContractTest extends ChannelContract {
  private static final String DEVICE = "cXlZq1dSQ0:APA91bHun4MxP5egoKMwt2KZFBaFUH";
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
          case ACCEPTS, SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED ->
              servers.answering(200, "{\"name\": \"projects/shop-1/messages/1\"}");
          case REFUSES_MESSAGE -> servers.answering(400, error("INVALID_ARGUMENT"));
          case KNOWS_NO_SUCH_ADDRESS -> servers.answering(404, error("UNREGISTERED"));
          case REFUSES_CREDENTIALS -> servers.answering(401, error("UNAUTHENTICATED"));
          case IS_BUSY -> servers.answering(503, error("UNAVAILABLE"));
          case THROTTLES ->
              servers.answering(
                  429, error("QUOTA_EXCEEDED"), "retry-after", String.valueOf(WISH.toSeconds()));
          case FINDS_IT_TOO_LARGE -> servers.answering(413, error("NEVER_HEARD_OF"));
          case ANSWERS_NONSENSE -> servers.answering(400, "<html>" + DEVICE + SECRET + "</html>");
          case HANGS_AFTER_THE_BODY -> servers.hangingAfterwards();
          case RESETS_AFTER_THE_BODY -> servers.breakingAfterwards();
          case LISTENS_NOWHERE -> SilentServer.nobodysPort();
          case HANGS_BEFORE_THE_BODY -> servers.hanging();
          case RESETS_BEFORE_THE_BODY -> servers.resetting();
        };
    // Tokens are to be had elsewhere, so that what is tested is the message; but for the trust,
    // which is the same for both.
    int tokens = tokens();
    Trust trust =
        behaviour == Behaviour.SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED ? Trust.JDK : trust();
    return new FcmProvider(
        new FcmSettings(
            new ProviderSettings("fcm", "fcm", timeout(behaviour), null, 8, trust),
            URI.create("https://127.0.0.1:" + port),
            Accounts.of("https://127.0.0.1:" + tokens + "/token")),
        Clock.systemUTC());
  }

  @Override
  protected Address address() {
    return new Address(Channel.ANDROID, DEVICE);
  }

  @Override
  protected Content content() {
    return new Content(Map.of("title", "Hello", "body", "Hello there"));
  }

  private static String error(String code) {
    return """
    {"error": {"code": 400, "status": "UNKNOWN", "message": "%s with %s is not well",
      "details": [{"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError",
                   "errorCode": "%s"}]}}
    """
        .formatted(DEVICE, SECRET, code);
  }

  private int tokens() {
    String token = "{\"access_token\": \"" + SECRET + "\", \"expires_in\": 3599}";
    return servers.answering(200, token);
  }

  private Trust trust() {
    try {
      return Trust.ofPem(certificate.pem());
    } catch (CertificateException e) {
      throw new IllegalStateException("no certificate to trust", e);
    }
  }
}
