package dev.bongsu.template;

import java.util.function.LongSupplier;

/** How long rendering one message has taken, all its fields together. For one thread. */
final class Effort {
  /** How long it may take. */
  static final long MAX_NANOS = 100_000_000;

  private final LongSupplier nanoTime;
  private final long start;

  /** Begins now; {@code nanoTime} counts like {@link System#nanoTime}. */
  Effort(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** Looks at the clock, which costs as much as inserting a short value. */
  void look() throws TooSlowException {
    if (nanoTime.getAsLong() - start > MAX_NANOS) {
      throw new TooSlowException();
    }
  }

  /** It takes too long. */
  static final class TooSlowException extends UnrenderableException {
    private static final long serialVersionUID = 1L;

    TooSlowException() {
      super("rendering takes longer than " + MAX_NANOS / 1_000_000 + " ms");
    }
  }
}
