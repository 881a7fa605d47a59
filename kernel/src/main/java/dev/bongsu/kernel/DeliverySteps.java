package dev.bongsu.kernel;

/**
 * Numbers the events of a delivery, of which the furthest says where it stands: 0 when it is
 * decided on, then each attempt and what follows it, then what is told of it afterwards. See {@code
 * step} in bongsu.proto.
 */
public final class DeliverySteps {
  /** From here on receipts and devices tell of it, which no attempt ever reaches. */
  public static final int AFTERWARDS = 1 << 20;

  private DeliverySteps() {}

  /** Of an attempt, 1 for the first. */
  public static int ofAttempt(int attempt) {
    return 2 * attempt;
  }

  /** Of what becomes of it after so many attempts, from 0, without another. */
  public static int after(int attempts) {
    return 2 * attempts + 1;
  }
}
