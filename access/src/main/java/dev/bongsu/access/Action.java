package dev.bongsu.access;

/** What a caller wants to do with a {@link Resource}. */
public enum Action {
  READ,
  /** To create, replace, change or delete it; of an inbox to acknowledge. */
  CHANGE,
  /** To make a version of a template live, or to take a template away. */
  PUBLISH,
  /** To send a notification, or one message through a channel; to cancel what was sent. */
  SEND
}
