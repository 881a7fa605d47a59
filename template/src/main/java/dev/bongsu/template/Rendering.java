package dev.bongsu.template;

import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;

/** What came of rendering one channel's fields. */
public sealed interface Rendering {
  /** The fields, each within its bound. */
  record Ready(Content content) implements Rendering {}

  /** It can never be rendered; {@code detail} says why without any parameter's value. */
  record Impossible(FailureCode code, String detail) implements Rendering {}

  /** The template cannot be read at the moment. */
  record NotNow(String detail) implements Rendering {}
}
