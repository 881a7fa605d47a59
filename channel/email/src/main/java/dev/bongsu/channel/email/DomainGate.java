package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.RateLimit;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps mails to one domain from taking what mails to others need. A few wait here for those before
 * them; more are put off, spread over the time that the domain's rate takes, so that they hold
 * nothing while they wait. For many threads.
 */
final class DomainGate {
  /** A domain that takes nothing holds this share of what may be under way. */
  private static final int SHARE = 4;

  private static final int MOST_DOMAINS = 10_000;
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final DomainLimits limits;
  private final int mostWaiting;
  private final Clock clock;
  private final Map<String, Lane> lanes = new HashMap<>();

  DomainGate(DomainLimits limits, int maxInFlight, Clock clock) {
    this.limits = limits;
    this.mostWaiting = Math.max(1, maxInFlight / SHARE);
    this.clock = clock;
  }

  /** A mail on its way through the gate. */
  interface Pass {
    /** It went through, or not; the next may. */
    void done();
  }

  /** What became of asking. */
  sealed interface Entry {
    record Passed(Pass pass) implements Entry {}

    record PutOff(Outcome outcome) implements Entry {}
  }

  /** Waits while a few others to this domain are before it. */
  Entry enter(String domain) throws InterruptedException {
    if (limits.equals(DomainLimits.NONE)) {
      return new Entry.Passed(() -> {});
    }
    String key = domain.toLowerCase(Locale.ROOT);
    Lane lane;
    synchronized (lanes) {
      lane = lanes.computeIfAbsent(key, _ -> new Lane());
      if (lane.waiting() >= mostWaiting || !lane.rate.tryTake()) {
        return new Entry.PutOff(lane.putOff());
      }
      lane.inside++;
    }
    try {
      lane.free.acquire();
    } catch (InterruptedException e) {
      leave(key, lane);
      throw e;
    }
    return new Entry.Passed(() -> {
      lane.free.release();
      leave(key, lane);
    });
  }

  /** How many domains are remembered. */
  int domains() {
    synchronized (lanes) {
      return lanes.size();
    }
  }

  /** How many mails to this domain wait for others before them. */
  int waiting(String domain) {
    synchronized (lanes) {
      Lane lane = lanes.get(domain.toLowerCase(Locale.ROOT));
      return lane == null ? 0 : lane.waiting();
    }
  }

  private void leave(String key, Lane lane) {
    synchronized (lanes) {
      lane.inside--;
      if (limits.maxPerSecond() == null && lane.inside == 0) {
        lanes.remove(key);
      } else if (lanes.size() > MOST_DOMAINS) {
        // Their rates begin anew, which lets one mail more through each.
        lanes.values().removeIf(each -> each.inside == 0);
      }
    }
  }

  /** One domain's share; guarded by the gate's lock, but for the wait. */
  private final class Lane {
    private final Semaphore free = new Semaphore(connections(), true);
    private final RateLimit rate = new RateLimit(limits.maxPerSecond(), clock);
    private int inside;
    private @Nullable Instant lastPutOff;

    int connections() {
      Integer most = limits.maxConnections();
      return most == null ? Integer.MAX_VALUE : most;
    }

    int waiting() {
      return Math.max(0, inside - connections());
    }

    Outcome putOff() {
      Instant soonest = clock.instant().plus(SHORTEST_WAIT);
      Integer perSecond = limits.maxPerSecond();
      Instant next =
          lastPutOff == null || lastPutOff.isBefore(soonest)
              ? soonest
              : lastPutOff.plus(
                  perSecond == null ? Duration.ZERO : Duration.ofSeconds(1).dividedBy(perSecond));
      lastPutOff = next;
      Duration wait = Duration.between(clock.instant(), next);
      return new Outcome.TryLater(
          // Of this domain only: no reason to doubt the relay.
          FailureCode.RECIPIENT_UNAVAILABLE,
          wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait,
          "put off: the limit for this domain is reached");
    }
  }
}
