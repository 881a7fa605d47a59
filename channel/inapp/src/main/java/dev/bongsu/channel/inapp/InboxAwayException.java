package dev.bongsu.channel.inapp;

/** The inbox takes nothing at the moment. */
public final class InboxAwayException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Because of {@code cause}, which stays with us: it may name addresses. */
  public InboxAwayException(Throwable cause) {
    super("the inbox takes nothing at the moment", cause);
  }
}
