package dev.bongsu.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.bongsu.access.ApiKeys;
import dev.bongsu.access.AuditLog;
import dev.bongsu.access.RateLimits;
import dev.bongsu.channel.spi.Cancellations;
import dev.bongsu.frontend.Frontend;
import dev.bongsu.frontend.FrontendSettings;
import dev.bongsu.frontend.Rooms;
import dev.bongsu.store.Database;
import dev.bongsu.store.DatabaseStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
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

  private final Plan plan;
  private final Clock clock = Clock.systemUTC();
  private final Cleanups cleanups = new Cleanups();
  private final Health health = new Health();
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
    requireFreePort(configuration);
    Infrastructure base = Infrastructure.start(configuration, clock, cleanups);
    try {
      startRooms(base);
    } catch (DatabaseStartException e) {
      throw StartException.failure(String.valueOf(e.getMessage()));
    }
    health.started();
    quiet(false);
    LOG.info("ready with roles {}", plan.roles().stream().map(Role::label).sorted().toList());
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
      return lines;
    }
    lines.add("Bongsu is ready at " + publicUrl());
    lines.add("The administrator's key lies in " + adminKey());
    if (plan.hasAny(Role.CHANNEL_EMAIL) && plan.smtp().isEmpty()) {
      lines.add(
          "NO MAIL LEAVES THIS MACHINE: email has no provider, so the sandbox takes it (GET /v1/sandbox/messages)");
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
    Features features = Features.open(base, plan, clock, cleanups);
    Cancellations cancellations = cleanups.add("cancellations", Cancellations.of(base.log()));
    var loops = new Loops(base, features, cancellations, clock, cleanups);
    if (plan.hasAny(Role.LEDGER)) {
      loops.ledger(meters, plan.configuration().retention());
    }
    Sandbox sandbox = sandbox(features);
    new Channels(plan, base.log(), features, cancellations, clock, cleanups)
        .start(sandbox, meters, health);
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
      port = cleanups.add("frontend", frontend(base, features, meters, sandbox)).port();
    }
    // Before the frontend in going down: its streams end when their subscriptions do.
    cleanups.add("inbox", features.sending().inbox());
  }

  /** Only where mail would otherwise have nowhere to go. */
  private @Nullable Sandbox sandbox(Features features) throws StartException {
    if (!plan.smtp().isEmpty()) {
      return null;
    }
    if (plan.hasAny(Role.SANDBOX)) {
      return cleanups.add("sandbox", Sandbox.start(features.sending().ledger(), clock));
    }
    if (plan.hasAny(Role.CHANNEL_EMAIL)) {
      throw StartException.usage(
          "wanted a provider under channels.email, or the role sandbox to stand in for one, but found neither");
    }
    return null;
  }

  private Frontend frontend(
      Infrastructure base, Features features, Meters meters, @Nullable Sandbox sandbox)
      throws StartException {
    Database database = base.database();
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
    var access = new Rooms.Access(keys, keys, new RateLimits(limit(), System::nanoTime), audit);
    var operation =
        new Rooms.Operation(
            health::readiness, database::problem, base.log()::queues, meters.registry());
    Configuration configuration = plan.configuration();
    var settings =
        new FrontendSettings(
            configuration.host(), configuration.port(), FrontendSettings.REQUEST_TIMEOUT);
    try {
      return Frontend.start(
          settings,
          features.rooms(access, operation, sandbox == null ? null : sandbox.forFrontend()));
    } catch (UncheckedIOException e) {
      throw portTaken(configuration, e);
    }
  }

  private RateLimits.@Nullable Limit limit() {
    Configuration.SenderLimit limit = plan.configuration().perSender();
    return limit == null ? null : new RateLimits.Limit(limit.perSecond(), limit.burst());
  }

  private String publicUrl() {
    var url = plan.configuration().publicUrl();
    return url == null ? "http://localhost:" + port : url.toString();
  }

  private Path adminKey() {
    return plan.configuration().data().resolve("admin.key");
  }

  /** Asked before anything heavy is started, so that this common mistake is told at once. */
  private void requireFreePort(Configuration configuration) throws StartException {
    if (!plan.hasAny(Role.FRONTEND)) {
      return;
    }
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(configuration.host(), configuration.port()));
    } catch (IOException e) {
      throw portTaken(configuration, e);
    }
  }

  private static StartException portTaken(Configuration configuration, Exception e) {
    return StartException.failure(
        "cannot listen on %s port %d: %s"
            .formatted(configuration.host(), configuration.port(), e.getMessage()));
  }

  /** A start that fails says so in one line, so nothing else may speak until it has succeeded. */
  private static void quiet(boolean quiet) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger("dev.bongsu").setLevel(quiet ? Level.ERROR : Level.INFO);
    }
  }
}
