package dev.bongsu.log;

/** The log could not be opened; the message says in one line why, for whoever starts us. */
public final class LogStartException extends Exception {
  private static final long serialVersionUID = 1L;

  LogStartException(String message) {
    super(message);
  }

  LogStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
