package dev.bongsu.directory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The versions of what can be deleted and made again under the same key. */
final class Versions {
  private Versions() {}

  /**
   * The version of what comes into being: in microseconds since 1970, so that it is above every
   * version of what had the same key and was deleted, and no entity tag ever stands for two things.
   */
  static long first(Instant now) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, now);
  }
}
