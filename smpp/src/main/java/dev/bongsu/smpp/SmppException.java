package dev.bongsu.smpp;

import java.io.IOException;

/** What the other end sent is not SMPP, or breaks off inside a unit. */
public final class SmppException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status the {@link CommandStatus} that says so to the other end
   * @param message what was wanted and found, without anything the unit holds
   */
  public SmppException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The {@link CommandStatus} that says so to the other end. */
  public int status() {
    return status;
  }
}
