package dev.bongsu.app;

import dev.bongsu.channel.spi.Renderer;
import dev.bongsu.inbox.Inbox;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.wire.Message;
import dev.bongsu.store.Batcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the number on an app's icon where a message asks for how much its recipient has not read:
 * what lies unread in the inbox at this moment, and the message itself if it goes there too. Where
 * that cannot be known, the message goes without a number, and the icon keeps its own. For many
 * threads.
 */
final class BadgeRendering implements Renderer, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BadgeRendering.class);

  /** While inboxes cannot be read, messages do not each wait to hear so. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

  private final Renderer words;
  private final Unread unread;
  private final Clock clock;
  private final Batcher<Asking> asking;
  private volatile Instant askFrom = Instant.MIN;

  /** Counts what is unread. */
  @FunctionalInterface
  interface Unread {
    /** See {@link Inbox#unreadBeside}. */
    List<Integer> beside(List<Inbox.Beside> others);
  }

  private record Asking(Inbox.Beside of, CompletableFuture<Integer> answer) {}

  BadgeRendering(Renderer words, Unread unread, Clock clock) {
    this.words = words;
    this.unread = unread;
    this.clock = clock;
    this.asking =
        new Batcher<>(
            "badges", this::count, (each, why) -> each.answer().completeExceptionally(why));
  }

  /** Messages go without a number from now on. */
  @Override
  public void close() {
    asking.close();
  }

  @Override
  public Rendered render(
      Message message,
      Address address,
      String locale,
      String timeZone,
      @Nullable String recipient) {
    Rendered rendered = words.render(message, address, locale, timeZone, recipient);
    return rendered instanceof Rendered.Ready(Content content)
            && Content.UNREAD.equals(content.fields().get(Content.BADGE))
        ? new Rendered.Ready(counted(content, recipient == null ? null : count(message, recipient)))
        : rendered;
  }

  private static Content counted(Content content, @Nullable Integer count) {
    Map<String, Object> fields = new LinkedHashMap<>(content.fields());
    if (count == null) {
      fields.remove(Content.BADGE);
    } else {
      fields.put(Content.BADGE, count);
    }
    return new Content(fields);
  }

  private @Nullable Integer count(Message message, String recipient) {
    if (clock.instant().isBefore(askFrom)) {
      return null;
    }
    var mine =
        new Asking(
            new Inbox.Beside(
                new RecipientId(recipient),
                NotificationId.of(message.getNotificationId().toByteArray())),
            new CompletableFuture<>());
    try {
      asking.put(mine);
      return mine.answer().get() + (message.getAlsoInapp() ? 1 : 0);
    } catch (ExecutionException e) {
      askFrom = clock.instant().plus(ASK_AGAIN);
      LOG.warn(
          "badges cannot be counted at the moment, so messages go without: {}",
          String.valueOf(e.getCause()));
      return null;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private void count(List<Asking> batch) {
    List<Integer> counts = unread.beside(batch.stream().map(Asking::of).toList());
    for (int i = 0; i < counts.size(); i++) {
      batch.get(i).answer().complete(counts.get(i));
    }
  }
}
