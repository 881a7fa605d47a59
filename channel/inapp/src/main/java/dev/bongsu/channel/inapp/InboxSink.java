package dev.bongsu.channel.inapp;

import java.util.List;

/** Where in-app messages go. For many threads. */
@FunctionalInterface
public interface InboxSink {
  /**
   * Keeps them, all or none, in this order; what is kept already is left as it is.
   *
   * @throws InboxAwayException if that cannot be done at the moment
   */
  void keep(List<InAppMessage> messages) throws InboxAwayException;
}
