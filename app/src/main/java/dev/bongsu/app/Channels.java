package dev.bongsu.app;

import dev.bongsu.channel.inapp.InboxProvider;
import dev.bongsu.channel.spi.Arrivals;
import dev.bongsu.channel.spi.Cancellations;
import dev.bongsu.channel.spi.ChannelContext;
import dev.bongsu.channel.spi.ChannelRunner;
import dev.bongsu.channel.spi.OpenAttempts;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderLine;
import dev.bongsu.channel.spi.ProviderState;
import dev.bongsu.channel.spi.Renderer;
import dev.bongsu.channel.spi.RetryMover;
import dev.bongsu.frontend.ProviderFigures;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.ledger.BegunAttempts;
import dev.bongsu.ledger.Ledger;
import dev.bongsu.log.Log;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The channels of this process, each with its providers in order. */
final class Channels {
  /** Storing an item again changes nothing, so many more may be under way than with a provider. */
  private static final int INBOX_IN_FLIGHT = 6_000;

  private final Plan plan;
  private final Log log;
  private final Features features;
  private final Clock clock;
  private final ChannelContext context;
  private final Cleanups cleanups;
  private final List<ChannelRunner> runners = new CopyOnWriteArrayList<>();

  Channels(
      Plan plan,
      Log log,
      Features features,
      Renderer renderer,
      Cancellations cancellations,
      BegunAttempts attempts,
      Clock clock,
      Cleanups cleanups) {
    this.plan = plan;
    this.log = log;
    this.features = features;
    this.clock = clock;
    this.cleanups = cleanups;
    this.context =
        new ChannelContext(
            log,
            renderer,
            cancellations,
            this::heard,
            (delivery, attempt, provider, until) ->
                begun(attempts.begin(delivery, attempt, provider, until)),
            features.people().recipients()::forget,
            clock);
  }

  /** Starts the channels of this process, and the mover of retries if there is any. */
  void start(Providers providers, Meters meters, Health health) throws StartException {
    List<ChannelRunner> all = new ArrayList<>();
    for (Channel channel : plan.channels()) {
      List<ProviderLine> lines =
          channel == Channel.INAPP ? inbox(meters) : lines(channel, providers);
      if (!lines.isEmpty()) {
        all.add(new ChannelRunner(channel, lines, context));
      }
    }
    // After all providers are open, so that all channels end together and before them.
    all.forEach(runner -> run(runner, meters, health));
    if (!all.isEmpty()) {
      var mover = new RetryMover(log, clock);
      cleanups.add("retries", Loop.start("retries", mover, mover));
    }
  }

  private List<ProviderLine> inbox(Meters meters) {
    var sink = new InboxOfChannel(features.sending().inbox());
    meters.inbox(sink);
    return List.of(new ProviderLine(new InboxProvider(sink), INBOX_IN_FLIGHT, null, clock));
  }

  private List<ProviderLine> lines(Channel channel, Providers providers) throws StartException {
    List<ProviderLine> lines = new ArrayList<>();
    for (ProviderKind.Blueprint each : providers.of(channel)) {
      String name = channel.apiName() + " provider " + each.common().id();
      try {
        Provider provider = cleanups.add(name, each.open(providers.surroundings()));
        lines.add(ProviderLine.of(provider, each.common(), clock));
      } catch (UncheckedIOException e) {
        throw StartException.failure(name + ": " + e.getMessage());
      }
    }
    return lines;
  }

  private Arrivals.Heard heard(DeliveryId delivery, int taken) {
    Ledger ledger = features.sending().ledger();
    if (ledger.delivery(delivery).map(view -> view.state().status().isSettled()).orElse(false)) {
      return Arrivals.Heard.SETTLED;
    }
    return switch (ledger.heard(delivery, taken)) {
      case NOTHING -> Arrivals.Heard.NOTHING;
      case TAKEN -> Arrivals.Heard.RECEIPT;
      case UNREACHED -> Arrivals.Heard.UNREACHED;
    };
  }

  private static OpenAttempts.@Nullable Begun begun(BegunAttempts.@Nullable Begun known) {
    return known == null ? null : new OpenAttempts.Begun(known.provider(), known.at());
  }

  /** How the providers of this process are, in the order of channels and then of preference. */
  List<ProviderFigures> figures() {
    return runners.stream()
        .flatMap(
            runner -> runner.lines().stream().map(line -> figures(runner.channel(), line.state())))
        .toList();
  }

  private static ProviderFigures figures(Channel channel, ProviderState state) {
    ProviderState.Window window = state.window();
    return new ProviderFigures(
        channel,
        state.provider(),
        state.standing().apiName(),
        state.cause() == null ? null : state.cause().apiName(),
        state.share(),
        state.inFlight(),
        state.maxInFlight(),
        new ProviderFigures.Window(
            window.calls(),
            window.errorRate(),
            window.p50().toMillis(),
            window.p95().toMillis(),
            window.p99().toMillis()),
        state.pausedUntil());
  }

  private void run(ChannelRunner runner, Meters meters, Health health) {
    String name = "channel." + runner.channel().apiName();
    cleanups.add(name, Loop.start(name, runner, runner));
    runners.add(runner);
    meters.channel(runner);
    health.add(name, runner::problem, runner::remark);
  }
}
