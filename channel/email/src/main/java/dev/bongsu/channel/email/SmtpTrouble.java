package dev.bongsu.channel.email;

import dev.bongsu.kernel.FailureCode;
import java.io.IOException;

/** There is no session with the relay that could carry a message, or there no longer is one. */
final class SmtpTrouble extends IOException {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  SmtpTrouble(FailureCode code, String detail) {
    super(detail);
    this.code = code;
  }

  FailureCode code() {
    return code;
  }
}
