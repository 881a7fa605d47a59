package dev.bongsu.channel.http2;

import dev.bongsu.kernel.FailureCode;
import java.io.IOException;

/** There is no connection that could carry a request; the message holds no address or secret. */
final class Trouble extends IOException {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  Trouble(FailureCode code, String detail) {
    super(detail);
    this.code = code;
  }

  FailureCode code() {
    return code;
  }

  Reply.NotSent reply() {
    return new Reply.NotSent(code, String.valueOf(getMessage()));
  }
}
