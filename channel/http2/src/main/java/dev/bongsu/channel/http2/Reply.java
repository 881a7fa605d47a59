package dev.bongsu.channel.http2;

import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.RetryAfter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a request. */
public sealed interface Reply {
  /**
   * The server answered.
   *
   * @param headers by lower-case names
   * @param body at most 64 KiB
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Answer(int status, Map<String, String> headers, byte[] body) implements Reply {
    public Answer {
      headers = Map.copyOf(headers);
    }

    /** The body as text. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** How long the server wishes us to wait (RFC 9110 section 10.2.3); null if it does not say. */
    public @Nullable Duration retryAfter(Instant now) {
      return RetryAfter.read(headers.get(RetryAfter.HEADER), now);
    }
  }

  /** The server cannot have acted on it. */
  record NotSent(FailureCode code, String detail) implements Reply {
    /** What that means to a message. */
    public Outcome outcome() {
      return new Outcome.TryLater(code, null, detail);
    }
  }

  /** The server had all of it, and no answer came. */
  record NoAnswer(String detail) implements Reply {
    /** What that means to a message. */
    public Outcome outcome() {
      return new Outcome.Unknown(detail);
    }
  }
}
