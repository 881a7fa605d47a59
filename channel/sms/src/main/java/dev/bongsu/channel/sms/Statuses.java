package dev.bongsu.channel.sms;

import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.smpp.CommandStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What each {@link CommandStatus} means for us: the one table. */
final class Statuses {
  private Statuses() {}

  /**
   * What an answer to {@code submit_sm} says of the message.
   *
   * @param messageId as the SMSC gave it, null if it gave none
   */
  static Outcome ofMessage(int status, @Nullable String messageId, Instant now) {
    String detail = "submit_sm was answered with " + CommandStatus.shown(status);
    return switch (status) {
      case CommandStatus.OK -> new Outcome.Accepted(messageId);
      case CommandStatus.INVALID_DESTINATION_ADDRESS -> new Outcome.AddressGone(now, detail);
      case CommandStatus.THROTTLED, CommandStatus.MESSAGE_QUEUE_FULL ->
          later(FailureCode.THROTTLED, detail);
      case CommandStatus.SYSTEM_ERROR, CommandStatus.TEMPORARY_APPLICATION_ERROR ->
          later(FailureCode.PROVIDER_BUSY, detail);
      case CommandStatus.BIND_FAILED,
          CommandStatus.INVALID_PASSWORD,
          CommandStatus.INVALID_SYSTEM_ID ->
          later(FailureCode.CREDENTIALS_REFUSED, detail);
      case CommandStatus.INCORRECT_BIND_STATUS,
          CommandStatus.ALREADY_BOUND,
          CommandStatus.INVALID_COMMAND_LENGTH,
          CommandStatus.INVALID_COMMAND_ID,
          CommandStatus.UNKNOWN_ERROR ->
          later(FailureCode.PROVIDER_FAULT, detail);
      case CommandStatus.INVALID_MESSAGE_LENGTH ->
          new Outcome.Refused(FailureCode.PAYLOAD_TOO_LARGE, detail);
      default -> new Outcome.Refused(FailureCode.MESSAGE_REFUSED, detail);
    };
  }

  /** Why a bind was refused. */
  static SmppTrouble ofBind(int status) {
    String detail = "bind_transceiver was answered with " + CommandStatus.shown(status);
    return new SmppTrouble(
        switch (status) {
          case CommandStatus.BIND_FAILED,
              CommandStatus.INVALID_PASSWORD,
              CommandStatus.INVALID_SYSTEM_ID,
              CommandStatus.INVALID_SYSTEM_TYPE ->
              FailureCode.CREDENTIALS_REFUSED;
          case CommandStatus.ALREADY_BOUND,
              CommandStatus.SYSTEM_ERROR,
              CommandStatus.MESSAGE_QUEUE_FULL,
              CommandStatus.THROTTLED ->
              FailureCode.PROVIDER_BUSY;
          default -> FailureCode.PROVIDER_FAULT;
        },
        detail);
  }

  private static Outcome later(FailureCode code, String detail) {
    return new Outcome.TryLater(code, null, detail);
  }
}
