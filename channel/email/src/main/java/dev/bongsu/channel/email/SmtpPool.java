package dev.bongsu.channel.email;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that are kept between messages. The one used last is used next, so that what is not
 * needed falls idle and is closed. For many threads.
 */
final class SmtpPool implements AutoCloseable {
  /** Relays limit the connections of one client, and count messages in one connection. */
  static final int MOST_SESSIONS = 32;

  static final int MOST_MESSAGES = 1_000;
  static final Duration LONGEST_IDLE = Duration.ofSeconds(20);

  private final Dialler dialler;
  private final Clock clock;
  private final ScheduledExecutorService housekeeper;
  private final Semaphore free;
  private final Deque<SmtpSession> idle = new ArrayDeque<>();
  private boolean closed;

  SmtpPool(SmtpSettings settings, Clock clock) {
    this.housekeeper =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("smtp-" + settings.common().id()).factory());
    this.dialler = new Dialler(settings, housekeeper);
    this.clock = clock;
    this.free = new Semaphore(Math.min(MOST_SESSIONS, settings.common().maxInFlight()), true);
    var _ =
        housekeeper.scheduleWithFixedDelay(
            this::closeIdle, LONGEST_IDLE.toSeconds(), 5, TimeUnit.SECONDS);
  }

  /**
   * A session for one message, kept or new; waits while all are in use. It must be given back.
   *
   * @throws SmtpTrouble if a new one was needed and there is none to be had
   */
  SmtpSession take() throws SmtpTrouble, InterruptedException {
    free.acquire();
    SmtpSession kept = kept();
    return kept == null ? dialled() : kept;
  }

  void giveBack(SmtpSession session) {
    session.usedAt(clock.instant());
    if (!session.isUsable() || session.messages() >= MOST_MESSAGES || !keep(session)) {
      session.close();
    }
    free.release();
  }

  /** Closes what nobody needed for a while. */
  void closeIdle() {
    Instant before = clock.instant().minus(LONGEST_IDLE);
    while (true) {
      SmtpSession oldest;
      synchronized (idle) {
        oldest = idle.peekLast();
        if (oldest == null || oldest.usedAt().isAfter(before)) {
          return;
        }
        idle.removeLast();
      }
      oldest.close();
    }
  }

  @Override
  public void close() {
    Deque<SmtpSession> rest;
    synchronized (idle) {
      closed = true;
      rest = new ArrayDeque<>(idle);
      idle.clear();
    }
    rest.forEach(SmtpSession::close);
    housekeeper.shutdownNow();
  }

  private boolean keep(SmtpSession session) {
    synchronized (idle) {
      if (!closed) {
        idle.push(session);
      }
      return !closed;
    }
  }

  private SmtpSession dialled() throws SmtpTrouble {
    try {
      return dialler.dial();
    } catch (SmtpTrouble e) {
      free.release();
      throw e;
    }
  }

  private @Nullable SmtpSession kept() {
    Instant before = clock.instant().minus(LONGEST_IDLE);
    while (true) {
      SmtpSession session;
      synchronized (idle) {
        session = idle.poll();
      }
      if (session == null || (session.isUsable() && session.usedAt().isAfter(before))) {
        return session;
      }
      session.close();
    }
  }
}
