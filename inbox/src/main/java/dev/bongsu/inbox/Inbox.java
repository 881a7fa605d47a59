package dev.bongsu.inbox;

import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.store.Database;
import dev.bongsu.store.Partitions;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * What recipients find waiting for them. All of it throws a {@link JdbiException} when the database
 * is away. For many threads.
 */
public final class Inbox implements AutoCloseable {
  /** Nobody reads a larger number on a badge, and counting takes time. */
  public static final int MOST_COUNTED = 1_000;

  private static final int DAYS_IN_A_PARTITION = 7;

  private final InboxStore store;
  private final PlaceStore places;
  private final ErasureStore erasures;
  private final Clock clock;
  private final Acknowledgements acknowledgements;
  private final Arrivals arrivals;
  private final Upkeep upkeep;

  private Inbox(Database database, Log log, Clock clock, Partitions partitions) {
    this.clock = clock;
    this.places = new PlaceStore(database);
    places.goOn();
    this.store = new InboxStore(database, partitions, places);
    this.erasures = new ErasureStore(database);
    this.acknowledgements = new Acknowledgements(log, clock);
    var presence = Presence.keep(new PresenceStore(database, UUID.randomUUID()), clock);
    var news = new NewsStore(database, places);
    this.arrivals = Arrivals.watch(store, news, places, presence);
    this.upkeep = Upkeep.of(news, places, erasures, partitions, clock);
  }

  /**
   * The inbox in a database that has its tables ({@code db/inbox}).
   *
   * @param keep for how long items are kept, at least
   */
  public static Inbox open(Database database, Log log, Clock clock, Duration keep) {
    var table = new Partitions.Table("inbox_item", "delivery_id", DAYS_IN_A_PARTITION, keep);
    var partitions = new Partitions(database.jdbi(), table, clock);
    partitions.maintain();
    return new Inbox(database, log, clock, partitions);
  }

  /**
   * Keeps these items, all or none; what is kept already stays as it is. Whoever is connected gets
   * them at once.
   */
  public void store(Collection<InboxItem> items) {
    if (!items.isEmpty()) {
      arrivals.stored(store.insert(items), items);
    }
  }

  /**
   * What a recipient has after a cursor, the oldest first.
   *
   * @param after null for the beginning
   * @param limit 1 to {@value Page#MAX_LIMIT}
   * @param unreadOnly whether to leave out what was read or archived
   * @throws InvalidException of kind malformed if the cursor is none of ours
   */
  public InboxPage pull(
      RecipientId recipient, @Nullable String after, int limit, boolean unreadOnly)
      throws InvalidException {
    Position from = after == null ? Position.START : Position.of(after);
    List<InboxEntry> entries =
        store.read(recipient, from, new Page.Request(limit, null).limit(), unreadOnly);
    return new InboxPage(entries, entries.isEmpty() ? from.cursor() : entries.getLast().cursor());
  }

  /**
   * Notes what a device says of items, and tells the ledger and fan-out by way of the log, and the
   * recipient's other devices that are connected anywhere. Saying it again changes nothing, and no
   * item ever moves back. What is read and no item may be a message of another channel, which
   * fan-out finds out.
   *
   * @return how many items moved
   * @throws LogUnavailableException if the log could not be told; then nothing has moved
   */
  public int ack(RecipientId recipient, Set<DeliveryId> deliveries, AckState as)
      throws LogUnavailableException {
    return move(
        recipient,
        deliveries,
        as,
        (moved, elsewhere) ->
            acknowledgements.append(
                recipient, moved, as == AckState.DELIVERED ? Set.of() : elsewhere, as));
  }

  /**
   * Notes that items were read elsewhere, which only the recipient's devices hear.
   *
   * @return how many items moved
   */
  public int read(RecipientId recipient, Set<DeliveryId> deliveries) {
    try {
      return move(recipient, deliveries, AckState.READ, (_, _) -> {});
    } catch (LogUnavailableException e) {
      throw new IllegalStateException("the log was not asked for anything", e);
    }
  }

  private int move(
      RecipientId recipient, Set<DeliveryId> deliveries, AckState as, InboxStore.BeforeMove before)
      throws LogUnavailableException {
    if (deliveries.isEmpty()) {
      return 0;
    }
    InboxStore.Move move = store.move(recipient, deliveries, as, before);
    if (move.xid() != InboxStore.NONE) {
      arrivals.changed(move.xid(), recipient);
    }
    return move.items();
  }

  /** How many items a recipient has not read; {@value #MOST_COUNTED} means so many or more. */
  public int unread(RecipientId recipient) {
    return store.unread(recipient, MOST_COUNTED);
  }

  /**
   * The same without the items of a notification, which may be there by now or not.
   *
   * @param others whose items are counted, and of which notification not
   * @return a number for each, in the same order
   */
  public List<Integer> unreadBeside(List<Beside> others) {
    return others.isEmpty() ? List.of() : store.unreadBeside(others, MOST_COUNTED);
  }

  /** A recipient's inbox without the items of one notification. */
  public record Beside(RecipientId recipient, NotificationId notification) {}

  /**
   * Follows what comes for a recipient, in the order of {@link #pull}.
   *
   * @param after null for what is stored from now on
   * @throws InvalidException of kind malformed if the cursor is none of ours
   */
  public Subscription stream(RecipientId recipient, @Nullable String after)
      throws InvalidException, TooManySubscriptionsException {
    return follow(recipient, after, Connection.Kind.STREAM);
  }

  /** The same for a device that acknowledges over the same connection. */
  public Subscription socket(RecipientId recipient, @Nullable String after)
      throws InvalidException, TooManySubscriptionsException {
    return follow(recipient, after, Connection.Kind.SOCKET);
  }

  private Subscription follow(RecipientId recipient, @Nullable String after, Connection.Kind kind)
      throws InvalidException, TooManySubscriptionsException {
    return arrivals.subscribe(recipient, after == null ? now() : Position.of(after), kind);
  }

  private Position now() {
    try {
      return Aside.ask(places::now);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while an inbox was opened", e);
    }
  }

  /**
   * Who follows this inbox now, the longest first: on this process at once, on others within a
   * second, and not much longer than ten after one of those was killed.
   */
  public List<Connection> connections(RecipientId recipient) {
    return arrivals.connections(recipient);
  }

  /**
   * Deletes all that a recipient has. What was accepted before and is on its way here, from the log
   * or another process, is deleted within a minute of its coming.
   */
  public void erase(RecipientId recipient) {
    erasures.erase(recipient, clock.instant());
  }

  /** What is done every minute. */
  void tidyUp() {
    upkeep.tidyUp();
  }

  /** Ends all subscriptions. */
  @Override
  public void close() {
    arrivals.close();
    upkeep.close();
  }
}
