package dev.bongsu.frontend;

import dev.bongsu.access.ApiKeys;
import dev.bongsu.access.AuditLog;
import dev.bongsu.access.Authoring;
import dev.bongsu.access.NewApiKey;
import dev.bongsu.access.RateLimits;
import dev.bongsu.access.Role;
import dev.bongsu.directory.Categories;
import dev.bongsu.directory.Groups;
import dev.bongsu.directory.Recipients;
import dev.bongsu.directory.Refusals;
import dev.bongsu.directory.SubscriptionTokens;
import dev.bongsu.fanout.FanoutPlanner;
import dev.bongsu.fanout.FanoutRooms;
import dev.bongsu.fanout.LoggedSubmissions;
import dev.bongsu.inbox.Inbox;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.ledger.LedgerWriter;
import dev.bongsu.ledger.NotificationStore;
import dev.bongsu.ledger.Retention;
import dev.bongsu.ledger.StoredLedger;
import dev.bongsu.log.MemoryLog;
import dev.bongsu.objects.DirectoryObjects;
import dev.bongsu.objects.ObjectStore;
import dev.bongsu.sandbox.Faults;
import dev.bongsu.sandbox.SandboxMessages;
import dev.bongsu.sandbox.WebPushStandIn;
import dev.bongsu.store.Database;
import dev.bongsu.store.TestDatabase;
import dev.bongsu.template.Approval;
import dev.bongsu.template.DatabaseTemplates;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A frontend on a free port before real rooms: a real database, and the log in memory. */
final class House implements AutoCloseable {
  static final String BROWSER_KEY =
      "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
  private static final Duration KEEP = Duration.ofDays(30);
  private static final ProviderFigures RELAY =
      new ProviderFigures(
          Channel.EMAIL,
          "relay",
          "paused",
          null,
          0,
          3,
          256,
          new ProviderFigures.Window(40, 0.25, 12, 30, 55),
          Instant.parse("2027-01-01T00:00:07Z"));

  private final Deque<AutoCloseable> cleanups = new ArrayDeque<>();
  final MemoryLog log = new MemoryLog(Clock.systemUTC());
  final Database database =
      TestDatabase.open("access", "template", "directory", "fanout", "ledger", "inbox");
  final ApiKeys keys;
  final Inbox inbox;
  final Path data;
  final ObjectStore objects;
  final SigningProvider provider = new SigningProvider();
  final SubscriptionTokens tokens = new SubscriptionTokens(new byte[32]);
  final Refusals refusals;
  final Frontend frontend;
  volatile Readiness.Status readiness = Readiness.Status.READY;
  volatile @Nullable String storageProblem;

  House() {
    this(FrontendSettings.REQUEST_TIMEOUT, null);
  }

  House(Duration requestTimeout, RateLimits.@Nullable Limit limit) {
    this(requestTimeout, limit, Approval.NONE);
  }

  House(Duration requestTimeout, RateLimits.@Nullable Limit limit, Approval approval) {
    Clock clock = Clock.systemUTC();
    var random = new SecureRandom();
    cleanups.push(database);
    data = temporary();
    cleanups.push(() -> removed(data));
    keys = new ApiKeys(database.jdbi(), clock, random, System::nanoTime);
    var audit = new AuditLog(database.jdbi(), clock);
    cleanups.push(audit);
    var recipients = new Recipients(database.jdbi(), clock, System::nanoTime);
    var groups = new Groups(database.jdbi(), clock, System::nanoTime);
    var categories = new Categories(database.jdbi(), clock, System::nanoTime);
    refusals = new Refusals(database.jdbi(), categories, new byte[32], clock, System::nanoTime);
    var submissions =
        new LoggedSubmissions(database, log, new NotificationIds(clock, random), clock);
    cleanups.push(submissions);
    new Retention(database, KEEP, clock).maintain();
    var ledger = new StoredLedger(database, log, clock);
    inbox = Inbox.open(database, log, clock, KEEP);
    cleanups.push(inbox);
    objects = objects(clock);
    cleanups.push(objects);
    var planner =
        new FanoutPlanner(
            database,
            log,
            new FanoutRooms(recipients, groups, refusals, new NotificationStore(database)),
            (_, _) -> false,
            clock);
    cleanups.push(planner);
    Thread.ofVirtual().name("planner").start(planner::run);
    var writer = new LedgerWriter(database, log, Duration.ofMillis(50));
    cleanups.push(writer);
    Thread.ofVirtual().name("ledger").start(writer::run);
    var messages = new SandboxMessages(1 << 20, clock, _ -> Map.of());
    var faults = new Faults(random);
    var pushService = WebPushStandIn.start(null, messages, faults, clock);
    cleanups.push(pushService);
    var templates = new DatabaseTemplates(database, clock, System::nanoTime, approval);
    var rooms =
        new Rooms(
            new Rooms.Access(
                keys,
                keys,
                new RateLimits(limit, System::nanoTime),
                audit,
                new Authoring(database.jdbi(), clock, System::nanoTime)),
            new Rooms.Directory(
                recipients,
                groups,
                categories,
                refusals,
                tokens,
                recipient -> {
                  ledger.erase(recipient);
                  inbox.erase(recipient);
                }),
            new Rooms.Words(templates, templates.inlineContents(1 << 20)),
            new Rooms.Sending(submissions, ledger, inbox, objects),
            new Rooms.Callbacks(
                URI.create("https://notify.example.com"),
                Map.of("tw", List.of(provider)),
                (_, said) -> provider.heard.add(said)),
            new Rooms.Operation(
                this::ready,
                database::problem,
                () -> storageProblem,
                log::queues,
                () -> List.of(RELAY),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                () -> Optional.of(BROWSER_KEY)),
            new Rooms.Sandbox(
                Set.of(Channel.EMAIL, Channel.BROWSER), messages, faults, pushService));
    frontend = Frontend.start(new FrontendSettings("127.0.0.1", 0, requestTimeout), rooms);
    cleanups.push(frontend);
  }

  private ObjectStore objects(Clock clock) {
    try {
      return DirectoryObjects.open(data.resolve("objects"), clock, System::nanoTime);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void removed(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("bongsu-frontend");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new key with this role. */
  String key(Role role, String subject) throws Exception {
    return keys.create(new NewApiKey(subject, role, subject, null)).secret();
  }

  private Readiness ready() {
    Map<String, Readiness.Part> parts = new LinkedHashMap<>();
    parts.put("log", new Readiness.Part(log.problem() == null, log.problem()));
    return new Readiness(readiness, parts);
  }

  @Override
  public void close() {
    for (AutoCloseable each : cleanups) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException("what a test started does not end", e);
      }
    }
  }
}
