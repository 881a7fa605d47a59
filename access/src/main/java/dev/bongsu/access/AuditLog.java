package dev.bongsu.access;

import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every change and every refused attempt. Recording never waits for the database: a thread of its
 * own stores what was recorded, in order and in batches, and {@link #close} waits for it. While the
 * database is away up to 10,000 entries wait; what comes on top goes to the process's own log. For
 * many threads.
 */
public final class AuditLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final int MAX_WAITING = 10_000;
  private static final int MAX_BATCH = 500;
  private static final int MAX_TEXT_LENGTH = 500;
  private static final int MAX_FORGOTTEN_AT_ONCE = 5_000;
  private static final Duration RETRY_AFTER = Duration.ofMillis(500);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  /** An entry before the database numbers it. */
  record Draft(
      Instant at,
      String actor,
      String action,
      String resource,
      String outcome,
      @Nullable Long version) {}

  /**
   * Which entries a list shows; null for any.
   *
   * @param resource and what lies below it: {@code /v1/templates/a} shows {@code
   *     /v1/templates/a/publish} too
   * @param to the first moment that is left out
   */
  public record Filter(
      @Nullable String actor,
      @Nullable String resource,
      @Nullable Instant from,
      @Nullable Instant to) {
    public Filter {
      // What was recorded was cleaned alike; and PostgreSQL takes no U+0000.
      actor = actor == null ? null : clean(actor);
      resource = resource == null ? null : clean(resource);
    }
  }

  private final Jdbi jdbi;
  private final Clock clock;
  private final AuditStore store = new AuditStore();
  private final LinkedBlockingQueue<Draft> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
  private final Thread writer;
  private volatile boolean closing;

  /** An audit log in this database; close it in the end, before the database. */
  public AuditLog(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.writer = Thread.ofVirtual().name("audit-log").start(this::write);
  }

  /** Notes who tried what, and what came of it; see {@link AuditEntry}. Returns at once. */
  public void record(String actor, String action, String resource, String outcome) {
    record(actor, action, resource, outcome, null);
  }

  /** Notes it of a resource that has versions. */
  public void record(
      String actor, String action, String resource, String outcome, @Nullable Long version) {
    var draft =
        new Draft(
            clock.instant(), clean(actor), clean(action), clean(resource), clean(outcome), version);
    if (closing || !waiting.offer(draft)) {
      unstored(draft);
    }
  }

  /**
   * Entries, the newest first.
   *
   * @throws InvalidException if the cursor is none of ours
   */
  public Page<AuditEntry> list(Filter filter, Page.Request request) throws InvalidException {
    Long before = place(request);
    List<AuditEntry> read =
        jdbi.withHandle(handle -> store.list(handle, filter, before, request.limit() + 1));
    return Page.of(read, request, each -> Long.toString(each.id()));
  }

  /**
   * Takes away what is older, in small transactions.
   *
   * @return how many entries went
   */
  public long forget(Duration olderThan) {
    Instant before = clock.instant().minus(olderThan);
    long all = 0;
    int gone;
    do {
      gone = jdbi.withHandle(handle -> store.deleteOldest(handle, before, MAX_FORGOTTEN_AT_ONCE));
      all += gone;
    } while (gone == MAX_FORGOTTEN_AT_ONCE);
    return all;
  }

  /** Stores what still waits. */
  @Override
  public void close() {
    closing = true;
    try {
      if (!writer.join(CLOSE_WITHIN)) {
        writer.interrupt();
        writer.join(CLOSE_WITHIN);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    for (Draft draft = waiting.poll(); draft != null; draft = waiting.poll()) {
      unstored(draft);
    }
  }

  private void write() {
    List<Draft> batch = new ArrayList<>(MAX_BATCH);
    try {
      while (!closing || !waiting.isEmpty()) {
        Draft first = waiting.poll(50, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          waiting.drainTo(batch, MAX_BATCH - 1);
          store(batch);
          batch.clear();
        }
      }
    } catch (InterruptedException _) {
      batch.forEach(AuditLog::unstored);
    }
  }

  /** Tries until it is stored; or, when the service ends while the database is away, gives up. */
  private void store(List<Draft> batch) throws InterruptedException {
    while (true) {
      try {
        jdbi.useHandle(handle -> store.insert(handle, batch));
        return;
      } catch (JdbiException e) {
        LOG.warn("the audit log cannot be written and is tried again: {}", e.getMessage());
        if (closing) {
          throw new InterruptedException("closing");
        }
        Thread.sleep(RETRY_AFTER);
      }
    }
  }

  private static void unstored(Draft draft) {
    LOG.warn("an audit entry could not be stored: {}", draft);
  }

  /** Callers choose some of these texts: they are bounded, and hold nothing that breaks a line. */
  private static String clean(String text) {
    String bounded =
        text.length() <= MAX_TEXT_LENGTH ? text : text.substring(0, MAX_TEXT_LENGTH - 1) + "…";
    StringBuilder clean = new StringBuilder(bounded.length());
    bounded
        .codePoints()
        .map(c -> Character.isISOControl(c) || isLoneSurrogate(c) ? '\uFFFD' : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isLoneSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static @Nullable Long place(Page.Request request) throws InvalidException {
    String place = request.place();
    try {
      return place == null ? null : Long.valueOf(place);
    } catch (NumberFormatException _) {
      throw Page.Request.malformedCursor();
    }
  }
}
