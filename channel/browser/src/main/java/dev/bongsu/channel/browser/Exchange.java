package dev.bongsu.channel.browser;

import dev.bongsu.kernel.FailureCode;

/** What came of a request to a push service. */
sealed interface Exchange {
  /** It answered. */
  record Answered(Reply reply) implements Exchange {}

  /** It got nothing from us, or nothing came back that says what it made of it. */
  record NotSent(FailureCode code, String detail) implements Exchange {}

  /** It got the whole request, and did not answer in time or in full. */
  record Unanswered(String detail) implements Exchange {}

  /** It is none that may be called. */
  record Forbidden(String detail) implements Exchange {}
}
