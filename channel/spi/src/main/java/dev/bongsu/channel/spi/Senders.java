package dev.bongsu.channel.spi;

import dev.bongsu.kernel.AfterUnknown;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Priority;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renders and hands over, away from the thread of the runner: a virtual thread a message, or one
 * for all batches of a provider. The runner bounds what is here.
 */
final class Senders implements AutoCloseable {
  /** More would not cost less each, but an urgent one waits for the batch under way. */
  private static final int MOST_IN_BATCH = 1_000;

  private static final Content NOTHING = new Content(Map.of());
  private static final Logger LOG = LoggerFactory.getLogger(Senders.class);

  private final ExecutorService threads;
  private final Rendering rendering;
  private final Arrivals arrivals;
  private final OpenAttempts openAttempts;
  private final GoneAddresses goneAddresses;
  private final Clock clock;
  private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
  private final Map<ProviderLine, BlockingQueue<Waiting>> batches = new HashMap<>();
  private long handedOver;

  /** Waits for the next batch: the most urgent first, and of the same urgency the first. */
  private record Waiting(PolledDelivery delivery, long order) implements Comparable<Waiting> {
    Priority priority() {
      return delivery.of().priority();
    }

    @Override
    public int compareTo(Waiting other) {
      int urgency = priority().compareTo(other.priority());
      return urgency == 0 ? Long.compare(order, other.order) : urgency;
    }
  }

  Senders(Channel channel, Rendering rendering, ChannelContext context) {
    this.threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name(channel.apiName() + "-", 0).factory());
    this.rendering = rendering;
    this.arrivals = context.arrivals();
    this.openAttempts = context.openAttempts();
    this.goneAddresses = context.goneAddresses();
    this.clock = context.clock();
  }

  /** What came of what was handed over; the runner takes from it. */
  BlockingQueue<Report> reports() {
    return reports;
  }

  /** Hands a delivery over; a report follows. For the runner's thread only. */
  void send(PolledDelivery delivery, ProviderLine line) {
    switch (line.provider()) {
      case Provider.OneByOne provider -> threads.execute(() -> sendOne(provider, line, delivery));
      case Provider.InBatches provider -> {
        if (delivery.isDismissal()) {
          reports.add(undismissed(delivery, line));
        } else {
          batches
              .computeIfAbsent(line, _ -> batchesOf(provider, line))
              .add(new Waiting(delivery, handedOver++));
        }
      }
    }
  }

  /** Interrupts whatever still goes on. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void sendOne(Provider.OneByOne provider, ProviderLine line, PolledDelivery delivery) {
    try {
      if (delivery.isDismissal()) {
        dismiss(provider, line, delivery);
        return;
      }
      Report over = delivery.isTaken() ? afterTaking(delivery, line) : arrived(delivery, line);
      if (over != null) {
        reports.add(over);
        return;
      }
      switch (rendering.of(delivery)) {
        case Renderer.Rendered.Ready(Content content) -> sendOne(provider, line, delivery, content);
        case Renderer.Rendered other -> reports.add(unsent(delivery, line, other));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendOne(
      Provider.OneByOne provider, ProviderLine line, PolledDelivery delivery, Content content)
      throws InterruptedException {
    if (delivery.afterUnknown(provider) == AfterUnknown.STOP) {
      OpenAttempts.Begun before;
      try {
        before =
            openAttempts.begin(
                delivery.id(), delivery.attempt(), provider.id(), delivery.of().expiresAt());
      } catch (RuntimeException e) {
        LOG.warn("An attempt cannot be noted before it begins, so it waits", e);
        reports.add(new Report.NotNow(delivery, line));
        return;
      }
      if (before != null) {
        reports.add(new Report.CutOff(delivery, line, before, content));
        return;
      }
    }
    Instant at = clock.instant();
    long start = System.nanoTime();
    Outcome outcome = call(provider, delivery.outbound(content));
    tried(line, List.of(delivery), List.of(content), List.of(outcome), at, start);
  }

  private void dismiss(Provider.OneByOne provider, ProviderLine line, PolledDelivery delivery)
      throws InterruptedException {
    if (!(provider instanceof Dismisser dismisser)) {
      reports.add(undismissed(delivery, line));
      return;
    }
    Instant at = clock.instant();
    long start = System.nanoTime();
    Outcome outcome;
    try {
      outcome = dismisser.dismiss(delivery.dismissal());
    } catch (RuntimeException e) {
      outcome = defect(provider, e);
    }
    tried(line, List.of(delivery), List.of(NOTHING), List.of(outcome), at, start);
  }

  private Report undismissed(PolledDelivery delivery, ProviderLine line) {
    return new Report.Impossible(
        delivery, line, clock.instant(), FailureCode.PROVIDER_FAULT, "it takes nothing back");
  }

  /** Why a delivery of which an attempt may have been sent is not sent again, null if it is. */
  private @Nullable Report arrived(PolledDelivery delivery, ProviderLine line) {
    if (delivery.wire().getUnansweredBy().isEmpty()) {
      return null;
    }
    try {
      return switch (arrivals.heard(delivery.id(), 0)) {
        case NOTHING -> null;
        case RECEIPT, UNREACHED -> new Report.Arrived(delivery, line, false);
        case SETTLED -> new Report.Arrived(delivery, line, true);
      };
    } catch (RuntimeException e) {
      LOG.warn("Whether a delivery has arrived cannot be known now; it is rather sent twice", e);
      return null;
    }
  }

  /** Why a delivery that was taken before is not handed over again, null if it is. */
  private @Nullable Report afterTaking(PolledDelivery delivery, ProviderLine line) {
    AwaitedReceipt awaited = line.provider().awaitedReceipt();
    int repeats = awaited == null ? 0 : awaited.repeats();
    int taken = delivery.wire().getTaken();
    try {
      return switch (arrivals.heard(delivery.id(), taken)) {
        // Nobody told, not of all, or somebody was reached.
        case NOTHING, RECEIPT -> new Report.Arrived(delivery, line, false);
        case UNREACHED -> taken > repeats ? new Report.Unreached(delivery, line) : null;
        case SETTLED -> new Report.Arrived(delivery, line, true);
      };
    } catch (RuntimeException e) {
      LOG.warn("Whether a delivery has reached anybody cannot be known now, so it waits", e);
      return new Report.NotNow(delivery, line);
    }
  }

  private BlockingQueue<Waiting> batchesOf(Provider.InBatches provider, ProviderLine line) {
    BlockingQueue<Waiting> queue = new PriorityBlockingQueue<>();
    threads.execute(() -> {
      try {
        while (true) {
          sendBatch(provider, line, nextBatch(queue));
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    });
    return queue;
  }

  /** Of one priority, so that what is urgent does not wait for what fills up its batch. */
  private static List<PolledDelivery> nextBatch(BlockingQueue<Waiting> queue)
      throws InterruptedException {
    List<PolledDelivery> batch = new ArrayList<>();
    Waiting next = queue.take();
    Priority priority = next.priority();
    while (next != null) {
      batch.add(next.delivery());
      Waiting after = queue.peek();
      boolean joins = batch.size() < MOST_IN_BATCH && after != null && after.priority() == priority;
      next = joins ? queue.poll() : null;
    }
    return batch;
  }

  private void sendBatch(Provider.InBatches provider, ProviderLine line, List<PolledDelivery> batch)
      throws InterruptedException {
    List<PolledDelivery> ready = new ArrayList<>(batch.size());
    List<Content> contents = new ArrayList<>(batch.size());
    List<OutboundMessage> messages = new ArrayList<>(batch.size());
    for (PolledDelivery delivery : batch) {
      switch (rendering.of(delivery)) {
        case Renderer.Rendered.Ready(Content content) -> {
          ready.add(delivery);
          contents.add(content);
          messages.add(delivery.outbound(content));
        }
        case Renderer.Rendered other -> reports.add(unsent(delivery, line, other));
      }
    }
    if (!ready.isEmpty()) {
      Instant at = clock.instant();
      long start = System.nanoTime();
      tried(line, ready, contents, call(provider, messages), at, start);
    }
  }

  private void tried(
      ProviderLine line,
      List<PolledDelivery> deliveries,
      List<Content> contents,
      List<Outcome> outcomes,
      Instant at,
      long startNanos) {
    long nanos = System.nanoTime() - startNanos;
    line.called(nanos);
    int millis = (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos));
    for (int i = 0; i < deliveries.size(); i++) {
      PolledDelivery delivery = deliveries.get(i);
      if (outcomes.get(i) instanceof Outcome.AddressGone(Instant since, _)) {
        tellGone(delivery, since);
      }
      reports.add(new Report.Tried(delivery, line, at, millis, outcomes.get(i), contents.get(i)));
    }
  }

  private void tellGone(PolledDelivery delivery, Instant since) {
    // A15: a mailbox or number that was refused stays in the directory, a device does not.
    switch (delivery.address().channel()) {
      case IOS, ANDROID, BROWSER -> {
        if (delivery.recipient() != null) {
          try {
            goneAddresses.gone(delivery.recipient(), delivery.address(), since);
          } catch (RuntimeException e) {
            LOG.warn("A dead address was not forgotten; the next refusal will tell again", e);
          }
        }
      }
      case EMAIL, SMS, VOICE, INAPP -> {
        // Kept; nothing more is sent there: see Conclusions.
      }
    }
  }

  private Report unsent(PolledDelivery delivery, ProviderLine line, Renderer.Rendered rendered) {
    return switch (rendered) {
      case Renderer.Rendered.Impossible(FailureCode code, String detail) ->
          new Report.Impossible(delivery, line, clock.instant(), code, detail);
      case Renderer.Rendered.NotNow _ -> new Report.NotNow(delivery, line);
      case Renderer.Rendered.Ready _ -> throw new IllegalStateException("what is ready is sent");
    };
  }

  private static Outcome call(Provider.OneByOne provider, OutboundMessage message)
      throws InterruptedException {
    try {
      return provider.send(message);
    } catch (RuntimeException e) {
      return defect(provider, e);
    }
  }

  private static List<Outcome> call(Provider.InBatches provider, List<OutboundMessage> messages)
      throws InterruptedException {
    Outcome instead;
    try {
      List<Outcome> outcomes = provider.send(messages);
      if (outcomes.size() == messages.size()) {
        return outcomes;
      }
      instead = defect(provider, new IllegalStateException("wanted an outcome for each message"));
    } catch (RuntimeException e) {
      instead = defect(provider, e);
    }
    return Collections.nCopies(messages.size(), instead);
  }

  /** The exception's own words may hold anything, an address too, so only its kind leaves here. */
  private static Outcome defect(Provider provider, RuntimeException e) {
    LOG.error(
        "Provider {} has a defect: {} at {}",
        provider.id(),
        e.getClass().getName(),
        e.getStackTrace().length == 0 ? "an unknown place" : e.getStackTrace()[0]);
    return new Outcome.TryLater(FailureCode.PROVIDER_FAULT, null, "a defect of this service");
  }
}
