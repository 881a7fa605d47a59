package dev.bongsu.inbox;

import dev.bongsu.store.Database;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/**
 * Up to which place of the order that {@code inbox_order} keeps everything is there that ever will
 * be. For many threads.
 */
final class PlaceStore {
  /** Further than any device has been led by what was stored after these tables were copied. */
  private static final long AHEAD = 1L << 40;

  /**
   * How far the order has come, by what was noted every minute and by the last minute's arrivals.
   */
  private static final String REACHED =
      "greatest(reached, (SELECT max(xid) + 1 FROM inbox_arrival))";

  private final Database database;

  /** The highest that was found; it holds for good. */
  private final AtomicLong settled = new AtomicLong();

  PlaceStore(Database database) {
    this.database = database;
  }

  /** What {@link #settled} answered last, without asking. */
  long known() {
    return settled.get();
  }

  /**
   * The first place at which what was stored or changed may not be there yet. It is asked for
   * before what is to be read up to it.
   */
  long settled() {
    long now =
        database
            .jdbi()
            .withHandle(
                handle -> handle.createQuery("SELECT inbox_settled()").mapTo(long.class).one());
    return settled.accumulateAndGet(now, Math::max);
  }

  /** Behind all that is there. */
  Position now() {
    return Position.before(settled());
  }

  /** Remembers how far the order has come, in case the tables go to another server. */
  void remember() {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute("UPDATE inbox_order SET reached = greatest(reached, inbox_next())"));
  }

  /**
   * Moves the order on where this server's transactions are behind those that stored what is there:
   * the tables came from another server, as by a dump. Whatever is stored from now on comes behind
   * all of it, and behind every cursor.
   */
  void goOn() {
    database
        .jdbi()
        .useTransaction(handle -> {
          if (isBehind(handle)) {
            // Nobody stores anything meanwhile.
            handle.execute("LOCK TABLE inbox_order IN ACCESS EXCLUSIVE MODE");
            handle.execute(
                "UPDATE inbox_order SET shift = shift + ? - inbox_next() + "
                    + REACHED
                    + " WHERE inbox_next() < "
                    + REACHED,
                AHEAD);
          }
        });
  }

  private static boolean isBehind(Handle handle) {
    return handle
        .createQuery("SELECT inbox_next() < " + REACHED + " FROM inbox_order")
        .mapTo(boolean.class)
        .one();
  }
}
