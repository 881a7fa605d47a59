package dev.bongsu.inbox;

import java.util.List;

/**
 * What one pull answers.
 *
 * @param nextCursor where the next pull goes on, also after the last item there is
 */
public record InboxPage(List<InboxEntry> entries, String nextCursor) {
  public InboxPage {
    entries = List.copyOf(entries);
  }
}
