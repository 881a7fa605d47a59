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
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SmtpContractTest extends ChannelContract {
  private static final String ADDRESS = "anna.private@example.com";

  @TempDir Path directory;
  private ScriptedRelay relay = new ScriptedRelay();

  @AfterEach
  void closeRelay() {
    relay.close();
  }

  @Override
  protected Provider.OneByOne provider(Behaviour behaviour) {
    relay.close();
    relay = new ScriptedRelay().offers("PIPELINING|AUTH PLAIN");
    switch (behaviour) {
      case ACCEPTS, LISTENS_NOWHERE -> relay.usual("MAIL");
      case REFUSES_MESSAGE -> relay.at("END", "550 5.7.1 spam for " + ADDRESS);
      case KNOWS_NO_SUCH_ADDRESS -> relay.at("RCPT", "550 5.1.1 <" + ADDRESS + ">: no such user");
      case REFUSES_CREDENTIALS -> relay.at("AUTH", "535 5.7.8 not with " + SECRET);
      case IS_BUSY -> relay.at("RCPT", "451 4.3.0 later, " + ADDRESS);
      case THROTTLES -> relay.at("RCPT", "421 4.7.0 too much from " + ADDRESS);
      case HANGS_BEFORE_THE_BODY -> relay.at("DATA", ScriptedRelay.HANG);
      case RESETS_BEFORE_THE_BODY -> relay.at("DATA", ScriptedRelay.RESET);
      case HANGS_AFTER_THE_BODY -> relay.at("END", ScriptedRelay.HANG);
      case RESETS_AFTER_THE_BODY -> relay.at("END", ScriptedRelay.RESET);
      case FINDS_IT_TOO_LARGE -> relay.offers("SIZE 10|AUTH PLAIN");
      case ANSWERS_NONSENSE -> relay.at("CONNECT", "HTTP/1.1 400 " + ADDRESS);
      case SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED ->
          relay.offers("STARTTLS").withTls(TestCertificate.in(directory).server(), false);
    }
    return new SmtpProvider(
        SmtpSettings.plain(
            new ProviderSettings("relay", "smtp", timeout(behaviour), null, 8, Trust.JDK),
            new Relay(
                "127.0.0.1",
                behaviour == Behaviour.LISTENS_NOWHERE ? NOBODYS_PORT : relay.port(),
                behaviour == Behaviour.SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED
                    ? Tls.STARTTLS
                    : Tls.NONE,
                "user",
                SECRET),
            new Mailbox("Shop", "no-reply@example.com")),
        new TestSurroundings(Clock.systemUTC(), directory).surroundings());
  }

  @Override
  protected boolean hasWordsForWishes() {
    return false;
  }

  @Override
  protected Address address() {
    return new Address(Channel.EMAIL, ADDRESS);
  }

  @Override
  protected Content content() {
    return new Content(Map.of("subject", "Hello", "text", "Hello there"));
  }
}
