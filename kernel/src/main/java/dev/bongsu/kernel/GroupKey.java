package dev.bongsu.kernel;

import java.util.Optional;

/** The name of a group of recipients: {@code [a-z0-9][a-z0-9._-]{0,63}}. */
public record GroupKey(String value) implements Comparable<GroupKey> {
  public GroupKey {
    Identifiers.requireKey("group key", value);
  }

  /** The key that this text is, if it has the form. */
  public static Optional<GroupKey> parsed(String text) {
    return Identifiers.isKey(text) ? Optional.of(new GroupKey(text)) : Optional.empty();
  }

  @Override
  public int compareTo(GroupKey other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
