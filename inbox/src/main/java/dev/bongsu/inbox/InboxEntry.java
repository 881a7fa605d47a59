package dev.bongsu.inbox;

/** An item at its place in the order of its inbox. */
public record InboxEntry(InboxItem item, Position position, ItemState state) {
  /** What comes after it is pulled with this; opaque to whoever passes it on. */
  public String cursor() {
    return position.cursor();
  }
}
