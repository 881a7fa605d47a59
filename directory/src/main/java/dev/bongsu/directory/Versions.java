package dev.bongsu.directory;

import dev.bongsu.kernel.StaleException;
import org.jspecify.annotations.Nullable;

/** Changes that are meant for one version only. */
final class Versions {
  private Versions() {}

  /**
   * Checks that the latest version, 0 for none, is the one expected, null for whichever.
   *
   * @throws StaleException if it is another one
   */
  static void check(long latest, @Nullable Long expected) throws StaleException {
    if (expected != null && expected != latest) {
      throw new StaleException(latest, expected);
    }
  }
}
