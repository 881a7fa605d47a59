package dev.bongsu.frontend;

import dev.bongsu.inbox.Inbox;
import dev.bongsu.inbox.InboxChange;
import dev.bongsu.inbox.InboxEntry;
import dev.bongsu.inbox.Subscription;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.LogUnavailableException;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A recipient's inbox over a WebSocket: what comes goes out as JSON messages, and the client
 * acknowledges over the same connection. One thread reads, and another follows the inbox whenever
 * there is news.
 */
final class InboxSocket implements ServerConnection {
  private static final Logger LOG = LoggerFactory.getLogger(InboxSocket.class);

  /** A client that answers no ping in {@link Pace}'s time is gone. */
  private static final Duration PING_EVERY = Duration.ofSeconds(10);

  private final Inbox inbox;
  private final RecipientId recipient;
  private final Subscription subscription;
  private final WebSocketWire wire;
  private final Pace pace;

  /** How often there was news that the thread that follows has not looked after. */
  private final AtomicInteger news = new AtomicInteger();

  InboxSocket(
      Inbox inbox,
      RecipientId recipient,
      Subscription subscription,
      WebSocketWire wire,
      Pace pace) {
    this.inbox = inbox;
    this.recipient = recipient;
    this.subscription = subscription;
    this.wire = wire;
    this.pace = pace;
  }

  @Override
  public void handle(Limit limit) {
    pace.streaming();
    pace.beats(PING_EVERY, this::beat);
    subscription.whenNews(this::news);
    try {
      receive();
    } catch (RuntimeException e) {
      LOG.debug("a socket broke off", e);
    } finally {
      subscription.close();
    }
  }

  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  @Override
  public void close(boolean interrupt) {
    subscription.close();
  }

  private void receive() {
    while (true) {
      switch (wire.read()) {
        case WebSocketWire.Received.Text(String text) -> send(answer(text));
        case WebSocketWire.Received.End(int code) -> {
          wire.close(code);
          return;
        }
      }
    }
  }

  /** What a client says is the body of an ack. */
  private Map<String, @Nullable Object> answer(String text) {
    try {
      Acknowledgement said = Acknowledgement.of(Call.parsed(text.getBytes(StandardCharsets.UTF_8)));
      return event("acked", Map.of("changed", inbox.ack(recipient, said.deliveries(), said.as())));
    } catch (InvalidException e) {
      return event("problem", Problem.of(e).json());
    } catch (LogUnavailableException e) {
      return event("problem", Dispatcher.unavailable("it could not be noted").json());
    } catch (RuntimeException e) {
      LOG.warn("an acknowledgement over a socket could not be noted", e);
      return event("problem", Dispatcher.unavailable("it could not be noted").json());
    }
  }

  /** There is a thread for what comes only while something comes. */
  private void news() {
    if (news.getAndIncrement() == 0) {
      Thread.ofVirtual().name("inbox-socket").start(this::follow);
    }
  }

  private void follow() {
    try {
      int heard;
      do {
        heard = news.get();
        sendAll();
      } while (!news.compareAndSet(heard, 0));
      if (subscription.isClosed()) {
        wire.close(WebSocketWire.GOING_AWAY);
        pace.close();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      pace.close();
    } catch (RuntimeException e) {
      LOG.debug("a socket cannot be written to", e);
      pace.close();
    }
  }

  private void sendAll() throws InterruptedException {
    List<InboxEntry> entries;
    List<InboxChange> changes;
    do {
      entries = subscription.next(Duration.ZERO);
      for (InboxEntry each : entries) {
        send(event("delivery", Views.json(each)));
      }
      changes = subscription.changes();
      int unread = changes.isEmpty() ? 0 : inbox.unread(recipient);
      for (InboxChange each : changes) {
        send(event("state", Views.json(each, unread)));
      }
    } while (!entries.isEmpty() || !changes.isEmpty());
  }

  private void beat() {
    try {
      wire.ping();
      if (subscription.isBehind()) {
        news();
      }
    } catch (RuntimeException e) {
      LOG.debug("a socket cannot be written to", e);
      pace.close();
    }
  }

  private void send(Map<String, @Nullable Object> event) {
    wire.text(Json.write(event));
  }

  private static Map<String, @Nullable Object> event(
      String name, Map<String, ? extends @Nullable Object> more) {
    Map<String, @Nullable Object> event = new LinkedHashMap<>();
    event.put("event", name);
    event.putAll(more);
    return event;
  }
}
