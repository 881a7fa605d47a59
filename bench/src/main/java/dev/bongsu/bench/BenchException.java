package dev.bongsu.bench;

/** A measurement that could not be made; the message is one line for a person. */
public final class BenchException extends Exception {
  private static final long serialVersionUID = 1L;

  /** In these words. */
  public BenchException(String message) {
    super(message);
  }
}
