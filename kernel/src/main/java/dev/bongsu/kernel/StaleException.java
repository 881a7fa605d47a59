package dev.bongsu.kernel;

import org.jspecify.annotations.Nullable;

/** The caller wanted to change a version of a resource that is no longer the latest (HTTP 412). */
public final class StaleException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What the latest version is, 0 for none at all, and which one the caller named. */
  public StaleException(long latest, long named) {
    super(
        latest == 0
            ? "there is nothing yet but the change is meant for version " + named
            : "the latest version is " + latest + " but the change is meant for " + named);
  }

  /**
   * Lets a change go on that is meant for the latest version.
   *
   * @param latest 0 for none at all
   * @param named the version that the caller means, null for whichever there is
   * @throws StaleException if that is another one
   */
  public static void check(long latest, @Nullable Long named) throws StaleException {
    if (named != null && named != latest) {
      throw new StaleException(latest, named);
    }
  }

  /** Why what the caller said of versions does not hold. */
  public StaleException(String why) {
    super(why);
  }
}
