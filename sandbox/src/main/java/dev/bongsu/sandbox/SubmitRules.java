package dev.bongsu.sandbox;

import dev.bongsu.smpp.Alphabet;
import dev.bongsu.smpp.CommandStatus;
import dev.bongsu.smpp.Party;
import dev.bongsu.smpp.ShortMessage;

/** What an SMSC demands of a {@code submit_sm}, beyond that it can be read. */
final class SubmitRules {
  private static final int LAST_TON = 6;
  private static final int LAST_NPI = 18;

  private SubmitRules() {}

  /** {@link CommandStatus#OK}, or the first thing that is wrong. */
  static int check(ShortMessage message) {
    Party to = message.destination();
    Party from = message.source();
    if (to.ton() > LAST_TON) {
      return CommandStatus.INVALID_DESTINATION_TON;
    }
    if (to.npi() > LAST_NPI) {
      return CommandStatus.INVALID_DESTINATION_NPI;
    }
    // E.164 numbers go without their plus.
    if (to.ton() != Party.INTERNATIONAL || !to.address().matches("[1-9]\\d{6,14}")) {
      return CommandStatus.INVALID_DESTINATION_ADDRESS;
    }
    if (from.ton() > LAST_TON) {
      return CommandStatus.INVALID_SOURCE_TON;
    }
    if (from.npi() > LAST_NPI) {
      return CommandStatus.INVALID_SOURCE_NPI;
    }
    if (!isSource(from)) {
      return CommandStatus.INVALID_SOURCE_ADDRESS;
    }
    return lengthStatus(message);
  }

  private static boolean isSource(Party from) {
    return switch (from.ton()) {
      case Party.INTERNATIONAL -> from.address().matches("[1-9]\\d{2,14}");
      case Party.ALPHANUMERIC -> from.address().matches(".{1,11}");
      default -> from.address().matches("\\d{0,20}");
    };
  }

  private static int lengthStatus(ShortMessage message) {
    boolean payload = message.options().containsKey(ShortMessage.MESSAGE_PAYLOAD);
    if (payload) {
      return message.text().length == 0 ? CommandStatus.OK : CommandStatus.INVALID_MESSAGE_LENGTH;
    }
    boolean septets = message.dataCoding() == Alphabet.GSM_7.dataCoding();
    int most = septets ? Alphabet.GSM_7.mostAlone() : Alphabet.UCS_2.mostAlone();
    return message.text().length > most ? CommandStatus.INVALID_MESSAGE_LENGTH : CommandStatus.OK;
  }
}
