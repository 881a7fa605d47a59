package dev.bongsu.channel.sms;

import dev.bongsu.kernel.FailureCode;

/** There is no session with the SMSC that could carry a message. */
final class SmppTrouble extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  SmppTrouble(FailureCode code, String detail) {
    super(detail);
    this.code = code;
  }

  FailureCode code() {
    return code;
  }

  /** Its words, which are always there. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
