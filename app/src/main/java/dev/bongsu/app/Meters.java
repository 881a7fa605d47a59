package dev.bongsu.app;

import dev.bongsu.channel.spi.ChannelRunner;
import dev.bongsu.channel.spi.ProviderLine;
import dev.bongsu.channel.spi.ProviderState;
import dev.bongsu.fanout.Clearing;
import dev.bongsu.fanout.FanoutExpander;
import dev.bongsu.fanout.FanoutPlanner;
import dev.bongsu.ledger.Conservation;
import dev.bongsu.ledger.LedgerWriter;
import dev.bongsu.ledger.ReceiptReader;
import dev.bongsu.log.Log;
import dev.bongsu.log.QueueDepth;
import dev.bongsu.log.Topics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What {@code /metrics} shows of the rooms of this process. */
final class Meters implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();

  Meters() {
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  /** Where everything is registered. */
  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Every topic's queue; what there is to say is asked for when somebody looks. */
  void queues(Log log) {
    for (String topic : Topics.all()) {
      Gauge.builder("bongsu.queue.depth", log, each -> of(each, topic, QueueDepth::depth))
          .description("Records that wait in a topic for their readers")
          .tag("topic", topic)
          .register(registry);
      Gauge.builder(
              "bongsu.queue.oldest.age", log, each -> of(each, topic, QueueDepth::oldestAgeSeconds))
          .description("How long the oldest of them has waited")
          .baseUnit("seconds")
          .tag("topic", topic)
          .register(registry);
    }
  }

  void planner(FanoutPlanner planner) {
    counter(
        "bongsu.fanout.planned",
        "Notifications that were planned",
        planner,
        FanoutPlanner::planned);
    counter(
        "bongsu.fanout.duplicates",
        "Notifications rejected as duplicates",
        planner,
        FanoutPlanner::duplicates);
    counter(
        "bongsu.fanout.deliveries.direct",
        "Deliveries decided on without chunks",
        planner,
        FanoutPlanner::deliveries);
  }

  void expander(FanoutExpander expander) {
    counter("bongsu.fanout.chunks", "Chunks that were expanded", expander, FanoutExpander::chunks);
    counter(
        "bongsu.fanout.deliveries.chunked",
        "Deliveries decided on in chunks",
        expander,
        FanoutExpander::deliveries);
  }

  void clearing(Clearing clearing) {
    counter(
        "bongsu.clearing.called.off",
        "Notifications called off for a recipient who read them elsewhere",
        clearing,
        Clearing::calledOff);
    counter(
        "bongsu.clearing.dismissals",
        "Deliveries that devices were told to show no longer",
        clearing,
        Clearing::dismissals);
  }

  void ledger(LedgerWriter ledger, Supplier<Conservation> conservation) {
    counter(
        "bongsu.ledger.events",
        "Outcomes that were copied into the ledger",
        ledger,
        LedgerWriter::events);
    counter("bongsu.ledger.rows", "Rows that these became", ledger, LedgerWriter::rows);
    counter("bongsu.ledger.settled", "Deliveries that settled", ledger, LedgerWriter::settled);
    Gauge.builder("bongsu.ledger.unaccounted", conservation, each -> each.get().unaccounted())
        .description("Deliveries that are expected and have no row: above 0 something is lost")
        .register(registry);
    Gauge.builder("bongsu.ledger.surplus", conservation, each -> each.get().surplus())
        .description("Rows that nobody expected: above 0 something is twice")
        .register(registry);
  }

  void receipts(ReceiptReader receipts) {
    counter(
        "bongsu.receipts.applied",
        "Receipts that the ledger was told of",
        receipts,
        ReceiptReader::applied);
    counter(
        "bongsu.receipts.waited",
        "Receipts that came before what they are about",
        receipts,
        ReceiptReader::waited);
    counter(
        "bongsu.receipts.dropped",
        "Receipts about nothing that is known",
        receipts,
        ReceiptReader::dropped);
  }

  void replies(LoggedReceipts receipts) {
    for (ReplyWords.Meaning meaning : ReplyWords.Meaning.values()) {
      FunctionCounter.builder("bongsu.replies", receipts, each -> each.replies(meaning))
          .description("Messages that people wrote to us, by what they come to")
          .tags("meaning", meaning.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  void inbox(InboxOfChannel inbox) {
    counter("bongsu.inbox.stored", "Messages kept in inboxes", inbox, InboxOfChannel::kept);
  }

  void channel(ChannelRunner runner) {
    for (ProviderLine line : runner.lines()) {
      Tags tags = Tags.of("channel", runner.channel().apiName(), "provider", line.provider().id());
      attempts(line, tags.and("result", "accepted"), ProviderLine::accepted);
      attempts(line, tags.and("result", "failed"), ProviderLine::failed);
      attempts(line, tags.and("result", "retried"), ProviderLine::retried);
      Gauge.builder("bongsu.provider.in.flight", line, ProviderLine::inFlight)
          .description("Messages that are with the provider")
          .tags(tags)
          .register(registry);
      state(line, tags);
      FunctionCounter.builder("bongsu.provider.calls", line, ProviderLine::calls)
          .tags(tags)
          .register(registry);
      FunctionCounter.builder("bongsu.provider.call.time", line, ProviderLine::callSeconds)
          .baseUnit("seconds")
          .tags(tags)
          .register(registry);
    }
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }

  private void state(ProviderLine line, Tags tags) {
    for (ProviderState.Standing standing : ProviderState.Standing.values()) {
      Gauge.builder(
              "bongsu.provider.standing", line, each -> each.state().standing() == standing ? 1 : 0)
          .description("1 for what the provider gets at the moment, 0 for the rest")
          .tags(tags.and("standing", standing.apiName()))
          .register(registry);
    }
    Gauge.builder("bongsu.provider.share", line, each -> each.state().share())
        .description("The share of messages that it is offered while another could take them")
        .tags(tags)
        .register(registry);
    Gauge.builder("bongsu.provider.error.rate", line, each -> each.state().window().errorRate())
        .description("The share of calls within 30 s that went wrong by the provider's fault")
        .tags(tags)
        .register(registry);
    quantile(line, tags, "0.5", ProviderState.Window::p50);
    quantile(line, tags, "0.95", ProviderState.Window::p95);
    quantile(line, tags, "0.99", ProviderState.Window::p99);
    Gauge.builder("bongsu.provider.paused.until", line, Meters::pausedUntil)
        .description("Until when it wants nothing, as seconds since 1970, 0 while it wants")
        .baseUnit("seconds")
        .tags(tags)
        .register(registry);
  }

  private void quantile(
      ProviderLine line, Tags tags, String quantile, Function<ProviderState.Window, Duration> of) {
    Gauge.builder(
            "bongsu.provider.latency",
            line,
            each -> of.apply(each.state().window()).toNanos() / 1e9)
        .description("How long the calls of the last 30 s took")
        .baseUnit("seconds")
        .tags(tags.and("quantile", quantile))
        .register(registry);
  }

  private static double pausedUntil(ProviderLine line) {
    Instant until = line.state().pausedUntil();
    return until == null ? 0 : until.getEpochSecond();
  }

  private void attempts(ProviderLine line, Tags tags, ToDoubleFunction<ProviderLine> count) {
    FunctionCounter.builder("bongsu.provider.attempts", line, count)
        .description("Attempts by what came of them")
        .tags(tags)
        .register(registry);
  }

  private <T> void counter(String name, String description, T of, ToDoubleFunction<T> count) {
    FunctionCounter.builder(name, of, count).description(description).register(registry);
  }

  private static double of(Log log, String topic, ToDoubleFunction<QueueDepth> figure) {
    return log.queues().stream()
        .filter(each -> each.topic().equals(topic))
        .mapToDouble(figure)
        .sum();
  }
}
