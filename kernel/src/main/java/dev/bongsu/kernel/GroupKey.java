package dev.bongsu.kernel;

/** The name of a group of recipients: {@code [a-z0-9][a-z0-9._-]{0,63}}. */
public record GroupKey(String value) implements Comparable<GroupKey> {
  public GroupKey {
    Identifiers.requireKey("group key", value);
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
