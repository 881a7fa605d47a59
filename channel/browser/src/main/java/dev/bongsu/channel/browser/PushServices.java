package dev.bongsu.channel.browser;

import dev.bongsu.kernel.FailureCode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * All push services that were talked to lately. No one of them gets hold of more than three
 * quarters of what may be under way, so that one that hangs does not hold up the others. For many
 * threads.
 */
final class PushServices implements AutoCloseable {
  private static final int MOST = 1_000;
  private static final long SWEEP_SECONDS = 5;

  private final Dialler dialler;
  private final Duration timeout;
  private final int mostOfOne;
  private final Clock clock;
  private final ScheduledThreadPoolExecutor watchdog;
  private final Map<Origin, PushService> services = new LinkedHashMap<>(16, 0.75f, true);

  /** Talks to nobody yet. */
  PushServices(WebPushSettings settings, Resolver resolver, Clock clock) {
    this.timeout = settings.common().timeout();
    this.mostOfOne = Math.max(1, settings.common().maxInFlight() * 3 / 4);
    this.clock = clock;
    this.watchdog =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("webpush-" + settings.common().id()).factory());
    watchdog.setRemoveOnCancelPolicy(true);
    this.dialler =
        new Dialler(
            settings.allowPrivate(),
            timeout,
            resolver,
            settings.common().trust().context(),
            watchdog);
    var _ =
        watchdog.scheduleWithFixedDelay(
            this::closeIdle, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  /** Sends a request, and waits for its answer, each within the time-out. */
  Exchange post(Origin origin, byte[] request) throws InterruptedException {
    PushService service = service(origin);
    if (!service.tryEnter()) {
      return new Exchange.NotSent(
          FailureCode.RECIPIENT_UNAVAILABLE, "the push service is slow, and others wait for it");
    }
    try {
      Connection connection = service.kept(clock.instant());
      if (connection == null) {
        connection = new Connection(dialler.dial(origin), clock.instant());
      }
      try {
        return post(connection, request);
      } finally {
        service.giveBack(connection);
      }
    } catch (Dialler.NoConnectionException e) {
      return e.exchange();
    } catch (IOException _) {
      return new Exchange.NotSent(FailureCode.PROVIDER_UNREACHABLE, "the connection broke");
    } finally {
      service.leave();
    }
  }

  /** This push service took a message. */
  void took(Origin origin) {
    service(origin).took(clock.instant());
  }

  /** Whether this one took a message within the last {@code while}. */
  boolean hasTaken(Origin origin, Duration within) {
    return isWithin(service(origin).tookAt(), within);
  }

  /** Whether any other one did. */
  boolean hasAnotherTaken(Origin origin, Duration within) {
    synchronized (services) {
      return services.entrySet().stream()
          .anyMatch(
              each -> !each.getKey().equals(origin) && isWithin(each.getValue().tookAt(), within));
    }
  }

  /** Ends what is idle; what is under way ends by itself. */
  @Override
  public void close() {
    watchdog.shutdownNow();
    all().forEach(PushService::close);
  }

  private Exchange post(Connection connection, byte[] request) {
    var late = new AtomicBoolean();
    ScheduledFuture<?> end =
        watchdog.schedule(
            () -> {
              late.set(true);
              connection.close();
            },
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      return new Exchange.Answered(connection.post(request, clock.instant()));
    } catch (NonsenseException e) {
      return new Exchange.NotSent(
          FailureCode.PROVIDER_FAULT, "the push service does not speak HTTP: " + e.getMessage());
    } catch (IOException _) {
      String detail = late.get() ? "no answer in time" : "the connection broke";
      return connection.isHandedOver()
          ? new Exchange.Unanswered(detail)
          : new Exchange.NotSent(FailureCode.PROVIDER_UNREACHABLE, detail);
    } finally {
      end.cancel(false);
    }
  }

  private boolean isWithin(@Nullable Instant at, Duration within) {
    return at != null && clock.instant().isBefore(at.plus(within));
  }

  private PushService service(Origin origin) {
    PushService eldest = null;
    try {
      synchronized (services) {
        PushService known = services.get(origin);
        if (known != null) {
          return known;
        }
        if (services.size() == MOST) {
          Iterator<PushService> oldestFirst = services.values().iterator();
          eldest = oldestFirst.next();
          oldestFirst.remove();
        }
        var made = new PushService(mostOfOne);
        services.put(origin, made);
        return made;
      }
    } finally {
      if (eldest != null) {
        eldest.close();
      }
    }
  }

  private List<PushService> all() {
    synchronized (services) {
      return new ArrayList<>(services.values());
    }
  }

  private void closeIdle() {
    Instant now = clock.instant();
    all().forEach(each -> each.closeIdle(now));
  }
}
