package dev.bongsu.directory;

import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.RecipientId;

/** What became of one line of {@link RecipientUpserts}. */
public sealed interface Upsert {
  /** The recipient is stored. */
  record Saved(RecipientId id, boolean created) implements Upsert {}

  /** The line cannot be taken; nothing of it is stored. */
  record Refused(InvalidException why) implements Upsert {}

  /** The line holds more than a line may, and was not read. */
  record TooLong() implements Upsert {}
}
