package dev.bongsu.client;

/** A call that did not succeed; the message is one line for a person and holds no secret. */
public final class ClientException extends Exception {
  private static final long serialVersionUID = 1L;

  /** In these words. */
  public ClientException(String message) {
    super(message);
  }
}
