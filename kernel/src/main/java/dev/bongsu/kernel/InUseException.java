package dev.bongsu.kernel;

import java.util.List;

/** What was to be deleted is used by others (HTTP 409). */
public final class InUseException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Who uses it, in words for the caller: {@code template order-shipped}. */
  public InUseException(List<String> users) {
    super("still used by " + String.join(", ", users));
  }
}
