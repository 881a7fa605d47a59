package dev.bongsu.channel.spi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the provider of a delivery: the first in order that may take it. A delivery whose last
 * attempt went wrong at one provider goes to another if there is one; a delivery whose last attempt
 * had no answer goes to the one that may have sent it already, and only there if that one
 * recognises repeats. For the runner's thread.
 */
final class Failover {
  /** How long a delivery waits that only a provider may have that takes nothing. */
  private static final Duration UNTIL_BACK = Duration.ofSeconds(30);

  private final List<ProviderLine> lines;

  Failover(List<ProviderLine> lines) {
    this.lines = List.copyOf(lines);
  }

  /** What to do with a delivery. */
  sealed interface Choice {
    /** It has a place here. */
    record Go(ProviderLine line) implements Choice {}

    /** There is no place at the moment, for this one or any other. */
    record Hold() implements Choice {}

    /** This one can go nowhere for so long; others may. */
    record Park(Duration length) implements Choice {}
  }

  Choice choose(PolledDelivery delivery) {
    ProviderLine silent = line(delivery.wire().getUnansweredBy());
    if (silent != null && silent.provider().recognisesRepeats()) {
      return onlyTo(silent);
    }
    List<ProviderLine> order = order(silent, line(delivery.wire().getFailedBy()));
    for (int i = 0; i < order.size(); i++) {
      ProviderLine line = order.get(i);
      boolean another = order.subList(i + 1, order.size()).stream().anyMatch(ProviderLine::isOpen);
      switch (line.offer(another)) {
        case TAKEN -> {
          return new Choice.Go(line);
        }
        case FULL -> {
          return new Choice.Hold();
        }
        case DECLINED -> {
          // The next one.
        }
      }
    }
    return new Choice.Hold();
  }

  /** Whether any provider takes messages. */
  boolean isAnyOpen() {
    return lines.stream().anyMatch(ProviderLine::isOpen);
  }

  /**
   * How much may be handed over and not committed: what the provider in use takes, and what is with
   * the others already, which may hang there.
   */
  int bound() {
    ProviderLine inUse = first(ProviderLine::isWell, first(ProviderLine::isOpen, lines.getFirst()));
    int elsewhere = 0;
    for (ProviderLine line : lines) {
      elsewhere += Objects.equals(line, inUse) ? 0 : line.inFlight();
    }
    return inUse.maxInFlight() + elsewhere;
  }

  private static Choice onlyTo(ProviderLine line) {
    return switch (line.offer(false)) {
      case TAKEN -> new Choice.Go(line);
      case FULL -> new Choice.Hold();
      case DECLINED -> new Choice.Park(UNTIL_BACK);
    };
  }

  private List<ProviderLine> order(@Nullable ProviderLine silent, @Nullable ProviderLine failed) {
    if (lines.size() == 1 || (silent == null && failed == null)) {
      return lines;
    }
    List<ProviderLine> order = new ArrayList<>(lines);
    if (silent != null) {
      order.remove(silent);
      order.addFirst(silent);
    } else {
      order.remove(failed);
      order.addLast(failed);
    }
    return order;
  }

  private @Nullable ProviderLine line(String id) {
    for (ProviderLine line : lines) {
      if (line.provider().id().equals(id)) {
        return line;
      }
    }
    return null;
  }

  private ProviderLine first(Predicate<ProviderLine> which, ProviderLine otherwise) {
    return lines.stream().filter(which).findFirst().orElse(otherwise);
  }
}
