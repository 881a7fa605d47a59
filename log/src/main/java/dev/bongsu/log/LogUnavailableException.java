package dev.bongsu.log;

/** The log takes no writes at the moment; whether the entry was appended is not known. */
public final class LogUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, in the log's own words. */
  public LogUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
