package dev.bongsu.frontend;

import dev.bongsu.inbox.Inbox;
import dev.bongsu.inbox.InboxChange;
import dev.bongsu.inbox.InboxEntry;
import dev.bongsu.inbox.Subscription;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.RecipientId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A recipient's inbox as an event stream (A28; HTML Living Standard, section "Server-sent events").
 * One thread follows the inbox, and another says now and then that the stream is still there.
 */
final class InboxStream {
  private static final Logger LOG = LoggerFactory.getLogger(InboxStream.class);

  /** A28 allows 15 s; proxies and slow writes need some of it. */
  private static final Duration COMMENT_EVERY = Duration.ofSeconds(10);

  private static final Duration WAIT = Duration.ofMinutes(5);
  private static final byte[] COMMENT = ascii(": here\n\n");
  private static final byte[] ID = ascii("id: ");
  private static final byte[] EVENT_DATA = ascii("\nevent: delivery\ndata: ");
  private static final byte[] EVENT_STATE = ascii("event: state\ndata: ");
  private static final byte[] END = ascii("\n\n");

  private final Inbox inbox;
  private final RecipientId recipient;
  private final Subscription subscription;
  private final OutputStream out;
  private final ReentrantLock writing = new ReentrantLock();

  InboxStream(Inbox inbox, RecipientId recipient, Subscription subscription, OutputStream out) {
    this.inbox = inbox;
    this.recipient = recipient;
    this.subscription = subscription;
    this.out = out;
  }

  /** Ends when the client goes, or when the inbox closes all subscriptions. */
  void follow(Call call) throws IOException, InterruptedException {
    try (subscription) {
      // The answer's head goes out at once, so that the client knows where it begins.
      out.write(COMMENT);
      out.flush();
      call.beats(COMMENT_EVERY, this::comment);
      while (!subscription.isClosed()) {
        write(subscription.next(WAIT), subscription.changes());
      }
    } finally {
      // Held for good: nobody writes into what comes after the stream.
      writing.lock();
    }
  }

  private void write(List<InboxEntry> entries, List<InboxChange> changes) throws IOException {
    if (entries.isEmpty() && changes.isEmpty()) {
      return;
    }
    // Once for all of them, and before the lock, behind which the comment would wait for it.
    int unread = changes.isEmpty() ? 0 : inbox.unread(recipient);
    writing.lock();
    try {
      for (InboxEntry each : entries) {
        write(each);
      }
      for (InboxChange each : changes) {
        write(each, unread);
      }
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  private void write(InboxEntry entry) throws IOException {
    out.write(ID);
    out.write(ascii(entry.cursor()));
    out.write(EVENT_DATA);
    out.write(Json.write(Views.json(entry)));
    out.write(END);
  }

  /** Without an id, which is a cursor's place: this is nothing that could be resumed at. */
  private void write(InboxChange change, int unread) throws IOException {
    out.write(EVENT_STATE);
    out.write(Json.write(Views.json(change, unread)));
    out.write(END);
  }

  /** Unless something is being written, which says as much. */
  private void comment() {
    if (!writing.tryLock()) {
      return;
    }
    try {
      out.write(COMMENT);
      out.flush();
    } catch (IOException | RuntimeException e) {
      LOG.debug("a stream cannot be written to", e);
      subscription.close();
    } finally {
      writing.unlock();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
