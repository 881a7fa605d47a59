package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.ChannelContract;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.TestCertificate;
import dev.bongsu.channel.spi.TestSurroundings;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class SesContractTest extends ChannelContract {
  private static final String ADDRESS = "anna.private@example.com";

  @TempDir static Path directory;
  private static TestCertificate certificate;

  private ScriptedHttp amazon = new ScriptedHttp(null);

  @BeforeAll
  static void certify() {
    certificate = TestCertificate.in(directory);
  }

  @AfterEach
  void closeAmazon() {
    amazon.close();
  }

  @Override
  protected Provider.OneByOne provider(Behaviour behaviour) {
    amazon.close();
    amazon = new ScriptedHttp(certificate.server()).answers(200, "{\"MessageId\":\"m-1\"}");
    switch (behaviour) {
      case ACCEPTS, LISTENS_NOWHERE, SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED ->
          amazon.is(ScriptedHttp.Mood.ANSWERS);
      case REFUSES_MESSAGE -> error(400, "MessageRejected", "spam for " + ADDRESS);
      case KNOWS_NO_SUCH_ADDRESS ->
          error(400, "BadRequestException", "Illegal address <" + ADDRESS + ">");
      case REFUSES_CREDENTIALS ->
          error(403, "SignatureDoesNotMatch", "signed for " + ADDRESS + " with " + SECRET);
      case IS_BUSY -> error(503, "ServiceUnavailable", "later, " + ADDRESS);
      case THROTTLES ->
          amazon.answers(
              429,
              "{\"message\":\"" + ADDRESS + "\"}",
              "x-amzn-ErrorType: TooManyRequestsException:http://x/",
              "Retry-After: " + WISH.toSeconds());
      case HANGS_BEFORE_THE_BODY -> amazon.is(ScriptedHttp.Mood.HANGS_AT_ONCE);
      case RESETS_BEFORE_THE_BODY -> amazon.is(ScriptedHttp.Mood.RESETS_AT_ONCE);
      case HANGS_AFTER_THE_BODY -> amazon.is(ScriptedHttp.Mood.HANGS_AFTER_THE_BODY);
      case RESETS_AFTER_THE_BODY -> amazon.is(ScriptedHttp.Mood.RESETS_AFTER_THE_BODY);
      case FINDS_IT_TOO_LARGE ->
          error(400, "BadRequestException", "Message length is more than 41943040 bytes long");
      case ANSWERS_NONSENSE -> amazon.answers(200, "<html>" + ADDRESS + "</html>");
    }
    Trust trust =
        behaviour == Behaviour.SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED
            ? Trust.JDK
            : certificate.trust();
    String url =
        behaviour == Behaviour.LISTENS_NOWHERE ? "https://127.0.0.1:" + NOBODYS_PORT : amazon.url();
    return new SesProvider(
        new SesSettings(
            new ProviderSettings("ses", "ses", timeout(behaviour), null, 8, trust),
            URI.create(url),
            new SesSettings.Access("eu-west-1", "AKIDEXAMPLE", SECRET),
            new Mailbox("Shop", "no-reply@example.com"),
            null,
            null),
        new TestSurroundings(Clock.systemUTC(), directory).surroundings());
  }

  @Override
  protected Address address() {
    return new Address(Channel.EMAIL, ADDRESS);
  }

  @Override
  protected Content content() {
    return new Content(Map.of("subject", "Hello", "text", "Hello there"));
  }

  private void error(int status, String type, String message) {
    amazon.answers(
        status, "{\"message\":\"" + message + "\"}", "x-amzn-ErrorType: " + type + ":http://x/");
  }
}
