package dev.bongsu.json;

/**
 * The text is not the JSON we take; the message says what is wrong, with line and column if known.
 */
public final class JsonException extends Exception {
  private static final long serialVersionUID = 1L;

  JsonException(String message) {
    super(message);
  }
}
