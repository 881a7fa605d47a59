package dev.bongsu.app;

import dev.bongsu.channel.email.SmtpProvider;
import dev.bongsu.channel.email.SmtpSettings;
import dev.bongsu.channel.inapp.InboxProvider;
import dev.bongsu.channel.spi.Cancellations;
import dev.bongsu.channel.spi.ChannelContext;
import dev.bongsu.channel.spi.ChannelRunner;
import dev.bongsu.channel.spi.ProviderLine;
import dev.bongsu.channel.spi.RetryMover;
import dev.bongsu.kernel.Channel;
import dev.bongsu.log.Log;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The channels of this process: the only place that names concrete ones. */
final class Channels {
  /** Storing an item again changes nothing, so many more may be under way than with a provider. */
  private static final int INBOX_IN_FLIGHT = 6_000;

  private final Plan plan;
  private final Log log;
  private final Features features;
  private final Clock clock;
  private final ChannelContext context;
  private final Cleanups cleanups;

  Channels(
      Plan plan,
      Log log,
      Features features,
      Cancellations cancellations,
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
            new TemplateRendering(features.renderer()),
            cancellations,
            features.people().recipients()::forget,
            clock);
  }

  /** Starts what the roles name, and the mover of retries if there is any channel. */
  void start(@Nullable Sandbox sandbox, Meters meters, Health health) {
    boolean any = false;
    if (plan.hasAny(Role.CHANNEL_EMAIL)) {
      run(new ChannelRunner(Channel.EMAIL, mail(sandbox), context), meters, health);
      any = true;
    }
    if (plan.hasAny(Role.CHANNEL_INAPP)) {
      var sink = new InboxOfChannel(features.sending().inbox());
      meters.inbox(sink);
      run(
          new ChannelRunner(
              Channel.INAPP,
              List.of(new ProviderLine(new InboxProvider(sink), INBOX_IN_FLIGHT, null, clock)),
              context),
          meters,
          health);
      any = true;
    }
    if (any) {
      var mover = new RetryMover(log, clock);
      cleanups.add("retries", Loop.start("retries", mover, mover));
    }
  }

  private List<ProviderLine> mail(@Nullable Sandbox sandbox) {
    List<SmtpSettings> settings = sandbox == null ? plan.smtp() : List.of(sandbox.mailSettings());
    return settings.stream()
        .map(each ->
            ProviderLine.of(
                cleanups.add(each.common().id(), new SmtpProvider(each, clock)),
                each.common(),
                clock))
        .toList();
  }

  private void run(ChannelRunner runner, Meters meters, Health health) {
    String name = "channel." + runner.channel().apiName();
    cleanups.add(name, Loop.start(name, runner, runner));
    meters.channel(runner);
    health.add(name, runner::problem);
  }
}
