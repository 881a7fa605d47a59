package dev.bongsu.kernel;

import java.util.Optional;

/** Who receives, as the sender's own systems call them: 1 to 128 of {@code A-Za-z0-9._:@-}. */
public record RecipientId(String value) implements Comparable<RecipientId> {
  public RecipientId {
    Identifiers.requireRecipientId("recipient id", value);
  }

  /** The id that this text is, if it has the form. */
  public static Optional<RecipientId> parsed(String text) {
    return Identifiers.isRecipientId(text) ? Optional.of(new RecipientId(text)) : Optional.empty();
  }

  @Override
  public int compareTo(RecipientId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
