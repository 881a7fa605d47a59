package dev.bongsu.inbox;

import java.util.Locale;

/** How far a recipient is with an item; it only ever moves on. */
public enum ItemState {
  UNREAD,
  READ,
  ARCHIVED;

  private final String apiName = name().toLowerCase(Locale.ROOT);

  /** The name used in the HTTP contract: {@code unread}. */
  public String apiName() {
    return apiName;
  }
}
