package dev.bongsu.channel.spi;

import java.time.Duration;

/**
 * What follows once a provider took a message and is to say whether it reached anybody.
 *
 * @param within how long that is waited for; without a word by then it counts as sent
 * @param repeats how often the message is handed over again where it reached nobody, from 0
 */
public record AwaitedReceipt(Duration within, int repeats) {
  public AwaitedReceipt {
    if (!within.isPositive() || repeats < 0) {
      throw new IllegalArgumentException(
          "wanted to wait for some time and repeat 0 times or more but found %s and %d"
              .formatted(within, repeats));
    }
  }
}
