package dev.bongsu.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.bongsu.access.ApiKeys;
import dev.bongsu.access.AuditLog;
import dev.bongsu.access.Authoring;
import dev.bongsu.access.RateLimits;
import dev.bongsu.channel.spi.Cancellations;
import dev.bongsu.channel.spi.ChannelContext;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.frontend.Frontend;
import dev.bongsu.frontend.FrontendSettings;
import dev.bongsu.frontend.Rooms;
import dev.bongsu.kernel.Channel;
import dev.bongsu.ledger.BegunAttempts;
import dev.bongsu.store.Database;
import dev.bongsu.store.DatabaseStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process: what its roles need, brought up in the order of their needs and taken down in
 * reverse, so that what takes requests stops first and what keeps them stops last.
 */
final class Service implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  private static final Duration DISK_PACE = Duration.ofMillis(500);
  private static final String OURS = "dev.bongsu";

  private final Plan plan;
  private final Clock clock = Clock.systemUTC();
  private final Cleanups cleanups = new Cleanups();
  private final Health health = new Health();
  private final CompletableFuture<String> broken = new CompletableFuture<>();
  private final Map<ch.qos.logback.classic.Logger, Level> others = new HashMap<>();
  private @Nullable PortReservation reservation;
  private Set<Channel> standIns = Set.of();
  private int port;

  Service(Plan plan) {
    this.plan = plan;
  }

  /**
   * Returns when everything works.
   *
   * @throws StartException in one line, if something asked for cannot be had; {@link #close} then
   *     still takes down what came up
   */
  void start() throws StartException, InterruptedException {
    quiet(true);
    Configuration configuration = plan.configuration();
    requireProviders();
    reservePort();
    Infrastructure base = Infrastructure.start(configuration, clock, cleanups, broken::complete);
    try {
      startRooms(base);
    } catch (DatabaseStartException e) {
      throw StartException.failure(String.valueOf(e.getMessage()));
    }
    String undone = undone();
    if (undone != null) {
      health.add("roles", () -> null, () -> undone);
    }
    health.started();
    quiet(false);
    if (undone != null) {
      LOG.warn("{}", undone);
    }
    LOG.info("ready with roles {}", plan.roles().stream().map(Role::label).sorted().toList());
  }

  /**
   * Looks whether a start could go well, as far as that takes no time.
   *
   * @throws StartException in one line, as {@link #start} does
   */
  static void check(Plan plan) throws StartException {
    try (var service = new Service(plan)) {
      service.quiet(true);
      service.requireProviders();
      service.reservePort();
    }
  }

  /** What this process takes and nobody does, null where all is done. */
  private @Nullable String undone() {
    List<Role> missing = plan.missing();
    return missing.isEmpty()
        ? null
        : "nobody does "
            + missing.stream().map(Role::label).collect(Collectors.joining(", "))
            + ": the log or database is embedded in this process, and no other can join it";
  }

  /** Waits until this process can go on no more, and answers why. */
  String awaitBreakdown() throws InterruptedException {
    try {
      String why = broken.get();
      // Everything that loses the log now would say so again.
      quiet(true);
      return why;
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing but a reason is told", e);
    }
  }

  /** Where the frontend listens; 0 without one. */
  int port() {
    return port;
  }

  /** What to tell whoever started it. */
  List<String> greetings() {
    List<String> lines = new ArrayList<>();
    if (port == 0) {
      lines.add(
          "Bongsu runs: "
              + plan.roles().stream().map(Role::label).sorted().collect(Collectors.joining(", ")));
    } else {
      lines.add("Bongsu is ready at " + publicUrl());
      if (plan.configuration().publicUrl() != null) {
        lines.add("It listens on %s port %d".formatted(plan.configuration().host(), port));
      }
      lines.add("The administrator's key lies in " + adminKey());
    }
    String undone = undone();
    if (undone != null) {
      lines.add("WARNING: " + undone);
    }
    if (port == 0) {
      return lines;
    }
    String pretended =
        plan.channels().stream()
            .filter(standIns::contains)
            .map(Channel::apiName)
            .collect(Collectors.joining(", "));
    if (!pretended.isEmpty()) {
      lines.add(
          "NOTHING LEAVES THIS MACHINE over "
              + pretended
              + ": without a provider the sandbox takes it (GET /v1/sandbox/messages)");
    }
    return lines;
  }

  @Override
  public synchronized void close() {
    cleanups.close();
  }

  private void startRooms(Infrastructure base) throws StartException {
    Meters meters = cleanups.add("metrics", new Meters());
    meters.queues(base.log());
    health.add("log", base.log()::problem);
    health.add("database", base.database()::problem);
    FreeSpace space = watchedSpace(base);
    health.add("disk", space::problem);
    Features features = Features.open(base, plan, clock, cleanups);
    health.add("objects", features.sending().objects()::problem);
    Cancellations cancellations = cleanups.add("cancellations", Cancellations.of(base.log()));
    var loops = new Loops(base, features, cancellations, clock, cleanups);
    if (plan.hasAny(Role.LEDGER)) {
      loops.ledger(meters, plan.configuration().retention());
    }
    Sandbox sandbox = sandbox(features);
    var receipts = new LoggedReceipts(base.log());
    meters.replies(receipts);
    Features.People people = features.people();
    var links = new SubscriptionLinks(publicUrl(), people.tokens(), people.refusals());
    Providers providers = Providers.of(plan, sandbox, surroundings(features, receipts, links));
    ChannelContext context = channelContext(base, features, cancellations, links);
    var channels = new Channels(plan, features.sending().inbox(), context, cleanups);
    channels.start(providers, meters, health);
    if (plan.hasAny(Role.INBOX)) {
      loops.inbox();
    }
    if (plan.hasAny(Role.FANOUT)) {
      loops.fanout(meters);
    }
    if (plan.hasAny(Role.SCHEDULER)) {
      loops.scheduler();
    }
    if (plan.hasAny(Role.FRONTEND)) {
      loops.search();
      Rooms.Operation operation = operation(base, space, channels, meters, providers);
      var callbacks = new Rooms.Callbacks(publicUrl(), providers.callbacks(), receipts);
      Rooms.Access access = access(base.database(), loops);
      cleanups.add("frontend", frontend(access, features, callbacks, operation, sandbox));
    }
    // Before the frontend in going down: its streams end when their subscriptions do.
    cleanups.add("inbox", features.sending().inbox());
  }

  /** What the channels of this process share. */
  private ChannelContext channelContext(
      Infrastructure base,
      Features features,
      Cancellations cancellations,
      SubscriptionLinks links) {
    var attempts = cleanups.add("attempts", new BegunAttempts(base.database(), clock));
    var renderer =
        cleanups.add(
            "badges",
            new BadgeRendering(
                new TemplateRendering(features.renderer(), links),
                features.sending().inbox()::unreadBeside,
                clock));
    var ledger = new LedgerOfChannels(features.sending().ledger(), attempts);
    return new ChannelContext(
        base.log(),
        renderer,
        cancellations,
        ledger,
        ledger,
        features.people().recipients()::forget,
        clock);
  }

  /** What providers may use of this house. */
  private Surroundings surroundings(
      Features features, LoggedReceipts receipts, SubscriptionLinks links) {
    return new Surroundings(
        clock,
        publicUrl(),
        plan.configuration().data(),
        receipts,
        links,
        new StoredAttachments(features.sending().objects()));
  }

  /** Before anything heavy is started, as it is the settings that are at fault. */
  private void requireProviders() throws StartException {
    for (Channel channel : plan.channels()) {
      if (plan.providers(channel).isEmpty()
          && !plan.hasAny(Role.SANDBOX)
          && ProviderKinds.areThereFor(channel)) {
        throw StartException.usage(
            "wanted a provider under channels."
                + channel.apiName()
                + ", or the role sandbox to stand in for one, but found neither");
      }
    }
  }

  /** Only where messages would otherwise have nowhere to go. */
  private @Nullable Sandbox sandbox(Features features) {
    if (!plan.hasAny(Role.SANDBOX)) {
      return null;
    }
    List<Channel> without =
        Arrays.stream(Channel.values())
            .filter(channel -> plan.providers(channel).isEmpty())
            .toList();
    Sandbox sandbox =
        cleanups.add(
            "sandbox",
            Sandbox.start(
                without,
                plan.configuration().standIns(),
                deliveries -> Sandbox.origins(features.sending().ledger(), deliveries),
                publicUrl(),
                clock,
                new SplittableRandom()));
    standIns = sandbox.channels();
    return standIns.isEmpty() ? null : sandbox;
  }

  private FreeSpace watchedSpace(Infrastructure base) {
    Path data = plan.configuration().data();
    var space =
        new FreeSpace(
            data, plan.configuration().freeDiskBytes(), FreeSpace.of(data), base.log()::pause);
    var watch = new Periodic("disk", DISK_PACE, space);
    cleanups.add("disk", Loop.start("disk", watch, watch));
    return space;
  }

  private Rooms.Operation operation(
      Infrastructure base, FreeSpace space, Channels channels, Meters meters, Providers providers) {
    return new Rooms.Operation(
        health::readiness,
        base.database()::problem,
        space::problem,
        base.log()::queues,
        channels::figures,
        meters.registry(),
        providers::browserKey);
  }

  private Rooms.Access access(Database database, Loops loops) throws StartException {
    var keys = new ApiKeys(database.jdbi(), clock, new SecureRandom(), System::nanoTime);
    try {
      keys.adminKey(adminKey());
    } catch (IOException e) {
      throw StartException.failure(
          "wanted to keep the administrator's key in "
              + adminKey()
              + " but could not: "
              + e.getMessage());
    }
    var audit = cleanups.add("audit log", new AuditLog(database.jdbi(), clock));
    loops.audit(audit, plan.configuration().retention().audit());
    return new Rooms.Access(
        keys,
        keys,
        new RateLimits(limit(), System::nanoTime),
        audit,
        new Authoring(database.jdbi(), clock, System::nanoTime));
  }

  private Frontend frontend(
      Rooms.Access access,
      Features features,
      Rooms.Callbacks callbacks,
      Rooms.Operation operation,
      @Nullable Sandbox sandbox)
      throws StartException {
    Configuration configuration = plan.configuration();
    var settings =
        new FrontendSettings(configuration.host(), port, FrontendSettings.REQUEST_TIMEOUT);
    try {
      if (reservation != null) {
        reservation.close();
      }
      return Frontend.start(
          settings,
          features.rooms(
              access, callbacks, operation, sandbox == null ? null : sandbox.forFrontend()));
    } catch (IOException | UncheckedIOException e) {
      throw portTaken(configuration, e);
    }
  }

  private RateLimits.@Nullable Limit limit() {
    Configuration.SenderLimit limit = plan.configuration().perSender();
    return limit == null ? null : new RateLimits.Limit(limit.perSecond(), limit.burst());
  }

  /** Without a frontend in this process, the port is where one is configured to be. */
  private URI publicUrl() {
    Configuration configuration = plan.configuration();
    return Objects.requireNonNullElseGet(
        configuration.publicUrl(),
        () -> URI.create("http://localhost:" + (port == 0 ? configuration.port() : port)));
  }

  private Path adminKey() {
    return plan.configuration().data().resolve("admin.key");
  }

  /** Before anything heavy is started, so that a port in use, a common mistake, is told at once. */
  void reservePort() throws StartException {
    Configuration configuration = plan.configuration();
    if (!plan.hasAny(Role.FRONTEND)) {
      return;
    }
    try {
      reservation =
          cleanups.add("port", new PortReservation(configuration.host(), configuration.port()));
      port = reservation.port();
    } catch (IOException e) {
      throw portTaken(configuration, e);
    }
  }

  private static StartException portTaken(Configuration configuration, Exception e) {
    return StartException.failure(
        "cannot listen on %s port %d: %s"
            .formatted(configuration.host(), configuration.port(), e.getMessage()));
  }

  /**
   * A start that fails says so in one line, so nothing else may speak until it has succeeded: what
   * a broker or pool says of its own troubles least of all.
   */
  private void quiet(boolean quiet) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(OURS).setLevel(quiet ? Level.ERROR : Level.INFO);
      if (quiet) {
        context.getLoggerList().stream()
            .filter(each -> each.getLevel() != null && !each.getName().startsWith(OURS))
            .forEach(each -> {
              others.putIfAbsent(each, each.getLevel());
              each.setLevel(Level.OFF);
            });
      } else {
        others.forEach(ch.qos.logback.classic.Logger::setLevel);
        others.clear();
      }
    }
  }
}
