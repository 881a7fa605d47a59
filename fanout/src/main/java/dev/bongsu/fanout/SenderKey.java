package dev.bongsu.fanout;

/** An idempotency key, which is its sender's own. */
record SenderKey(String sender, String key) implements Comparable<SenderKey> {
  @Override
  public int compareTo(SenderKey other) {
    int bySender = sender.compareTo(other.sender);
    return bySender != 0 ? bySender : key.compareTo(other.key);
  }
}
