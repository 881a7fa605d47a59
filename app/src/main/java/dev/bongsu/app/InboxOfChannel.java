package dev.bongsu.app;

import dev.bongsu.channel.inapp.InAppMessage;
import dev.bongsu.channel.inapp.InboxAwayException;
import dev.bongsu.channel.inapp.InboxSink;
import dev.bongsu.inbox.Inbox;
import dev.bongsu.inbox.InboxItem;
import dev.bongsu.kernel.Channel;
import dev.bongsu.store.Database;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jdbi.v3.core.JdbiException;

/** Lets the in-app channel store into the inbox without either knowing the other. */
final class InboxOfChannel implements InboxSink {
  private final Inbox inbox;
  private final LongAdder kept = new LongAdder();

  InboxOfChannel(Inbox inbox) {
    this.inbox = inbox;
  }

  /** How many messages were kept since the start. */
  long kept() {
    return kept.sum();
  }

  @Override
  public void keep(List<InAppMessage> messages) throws InboxAwayException {
    try {
      inbox.store(messages.stream().map(InboxOfChannel::item).toList());
      kept.add(messages.size());
    } catch (JdbiException e) {
      if (Database.isAway(e)) {
        throw new InboxAwayException(e);
      }
      throw e;
    }
  }

  private static InboxItem item(InAppMessage message) {
    InAppMessage.Text text = message.text();
    return new InboxItem(
        message.id(),
        message.notification(),
        message.recipient(),
        Channel.INAPP,
        message.priority(),
        message.category(),
        new InboxItem.Text(text.title(), text.body(), text.url(), text.data()),
        message.at());
  }
}
