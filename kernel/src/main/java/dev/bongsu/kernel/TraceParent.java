package dev.bongsu.kernel;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which trace something belongs to (W3C Trace Context level 1, section 3.2). Nothing here is a span
 * of it, so whoever is called next gets it as it came.
 */
public record TraceParent(String value) {
  /** The header's name. */
  public static final String HEADER = "traceparent";

  /** Of version 00, and of those to come as far as they look alike; ids of zeros are none. */
  private static final Pattern FORM =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  /**
   * @throws IllegalArgumentException if it is none
   */
  public TraceParent {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("wanted a traceparent");
    }
  }

  /** What this text is; empty where it is none, which is then passed over as the standard wants. */
  public static Optional<TraceParent> of(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new TraceParent(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
