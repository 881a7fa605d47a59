package dev.bongsu.channel.sms;

import dev.bongsu.channel.spi.ChannelContract;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.TestCertificate;
import dev.bongsu.channel.spi.TestSurroundings;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.smpp.Bind;
import dev.bongsu.smpp.CommandStatus;
import dev.bongsu.smpp.Party;
import dev.bongsu.smpp.Pdu;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SmppContractTest extends ChannelContract {
  private static final String ADDRESS = "+821012345678";

  @TempDir Path directory;
  private ScriptedSmsc smsc = new ScriptedSmsc();

  @AfterEach
  void closeSmsc() {
    smsc.close();
  }

  @Override
  protected Provider.OneByOne provider(Behaviour behaviour) {
    smsc.close();
    boolean tls = behaviour == Behaviour.SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED;
    smsc = tls ? new ScriptedSmsc(TestCertificate.in(directory).server()) : new ScriptedSmsc();
    switch (behaviour) {
      case ACCEPTS, LISTENS_NOWHERE, SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED ->
          smsc.at(Pdu.SUBMIT_SM, CommandStatus.OK);
      case REFUSES_MESSAGE -> smsc.at(Pdu.SUBMIT_SM, CommandStatus.SUBMIT_FAILED);
      case KNOWS_NO_SUCH_ADDRESS ->
          smsc.at(Pdu.SUBMIT_SM, CommandStatus.INVALID_DESTINATION_ADDRESS);
      case REFUSES_CREDENTIALS -> smsc.at(Pdu.BIND_TRANSCEIVER, CommandStatus.INVALID_PASSWORD);
      case IS_BUSY -> smsc.at(Pdu.SUBMIT_SM, CommandStatus.MESSAGE_QUEUE_FULL);
      case THROTTLES -> smsc.at(Pdu.SUBMIT_SM, CommandStatus.THROTTLED);
      case HANGS_BEFORE_THE_BODY -> smsc.at(Pdu.BIND_TRANSCEIVER, ScriptedSmsc.HANG);
      case RESETS_BEFORE_THE_BODY -> smsc.at(Pdu.BIND_TRANSCEIVER, ScriptedSmsc.RESET);
      case HANGS_AFTER_THE_BODY -> smsc.at(Pdu.SUBMIT_SM, ScriptedSmsc.HANG);
      case RESETS_AFTER_THE_BODY -> smsc.at(Pdu.SUBMIT_SM, ScriptedSmsc.RESET);
      case FINDS_IT_TOO_LARGE -> smsc.at(Pdu.SUBMIT_SM, CommandStatus.INVALID_MESSAGE_LENGTH);
      case ANSWERS_NONSENSE -> smsc.at(Pdu.BIND_TRANSCEIVER, ScriptedSmsc.NONSENSE);
    }
    var settings =
        new SmppSettings(
            new ProviderSettings("smsc", SmppSettings.TYPE, timeout(behaviour), null, 8, Trust.JDK),
            new SmppSettings.Endpoint(
                "127.0.0.1",
                behaviour == Behaviour.LISTENS_NOWHERE ? NOBODYS_PORT : smsc.port(),
                tls),
            new Bind("shop", SECRET, "", Bind.VERSION_3_4),
            Party.international("+15550001"),
            SmppSettings.DEFAULT_WINDOW,
            SmppSettings.Dialect.USUAL);
    var around = new TestSurroundings(Clock.systemUTC(), directory).surroundings();
    return (Provider.OneByOne) settings.open(around);
  }

  @Override
  protected boolean hasWordsForWishes() {
    return false;
  }

  @Override
  protected Address address() {
    return new Address(Channel.SMS, ADDRESS);
  }

  @Override
  protected Content content() {
    return new Content(Map.of("text", "Your order is on its way"));
  }
}
