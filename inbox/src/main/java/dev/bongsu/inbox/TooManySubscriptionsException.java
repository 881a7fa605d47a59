package dev.bongsu.inbox;

/** So many are connected already that one more is refused; it may come back later. */
public final class TooManySubscriptionsException extends Exception {
  private static final long serialVersionUID = 1L;

  TooManySubscriptionsException(String message) {
    super(message);
  }
}
