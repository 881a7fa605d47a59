package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.log.wire.Attempt;
import org.jspecify.annotations.Nullable;

/** How an attempt is told to the ledger: in the words of A14, and without any address. */
final class AttemptWords {
  private static final int MAX_DETAIL_LENGTH = 500;

  private AttemptWords() {}

  /**
   * Notes an outcome in the attempt.
   *
   * @param address where it went, which the provider's words may repeat
   * @return why it did not succeed, null where it did
   */
  static @Nullable FailureCode describe(Attempt.Builder attempt, Outcome outcome, Address address) {
    return switch (outcome) {
      case Outcome.Accepted(String messageId) -> {
        attempt.setResult("accepted");
        attempt.setProviderMessageId(messageId == null ? "" : messageId);
        yield null;
      }
      case Outcome.Refused(FailureCode code, String said) ->
          describe(attempt, "refused", code, said, address);
      case Outcome.AddressGone(_, String said) ->
          describe(attempt, "gone", FailureCode.ADDRESS_UNKNOWN, said, address);
      case Outcome.TryLater(FailureCode code, _, String said) ->
          describe(attempt, "retry", code, said, address);
      case Outcome.Unknown(String said) ->
          describe(attempt, "unknown", FailureCode.NO_ANSWER, said, address);
    };
  }

  private static FailureCode describe(
      Attempt.Builder attempt,
      String result,
      FailureCode code,
      @Nullable String said,
      Address address) {
    attempt.setResult(result).setCode(code.apiName()).setDetail(detail(said, address));
    return code;
  }

  /** A provider adapter has cleaned it already; this is the second lock on the same door. */
  private static String detail(@Nullable String said, Address address) {
    if (said == null) {
      return "";
    }
    String clean = said.replace(address.value(), "<address>");
    return clean.length() <= MAX_DETAIL_LENGTH ? clean : clean.substring(0, MAX_DETAIL_LENGTH);
  }
}
