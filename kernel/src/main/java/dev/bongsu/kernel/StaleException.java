package dev.bongsu.kernel;

/** The caller wanted to change a version of a resource that is no longer the latest (HTTP 412). */
public final class StaleException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What the latest version is, and which one the caller named. */
  public StaleException(long latest, long named) {
    super("the latest version is " + latest + " but the change is meant for " + named);
  }
}
