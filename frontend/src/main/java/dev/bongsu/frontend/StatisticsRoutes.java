package dev.bongsu.frontend;

import static dev.bongsu.frontend.Pages.object;

import dev.bongsu.access.Resource;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.ledger.Ledger;
import dev.bongsu.ledger.StatisticsQuestion;
import dev.bongsu.ledger.StatisticsQuestion.Dimension;
import dev.bongsu.ledger.StatisticsRow;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How much was sent with what success, and how the providers are (R13, B5). */
final class StatisticsRoutes {
  private static final Duration DEFAULT_SPAN = Duration.ofHours(1);
  private static final Duration DEFAULT_BUCKET = Duration.ofMinutes(1);
  private static final Duration LONGEST_BUCKET = Duration.ofDays(31);

  private final Ledger ledger;
  private final Supplier<List<ProviderFigures>> providers;
  private final Clock clock;

  StatisticsRoutes(Ledger ledger, Supplier<List<ProviderFigures>> providers, Clock clock) {
    this.ledger = ledger;
    this.providers = providers;
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes.read("/v1/stats", Resource.STATISTICS, this::statistics);
  }

  private Answer statistics(Call call) throws InvalidException {
    StatisticsQuestion question = question(call.query());
    List<StatisticsRow> rows = ledger.statistics(question);
    if (rows.size() > StatisticsQuestion.MOST_ROWS) {
      throw InvalidException.malformed(
          "",
          "wanted at most %,d rows: ask for less time, longer buckets or fewer dimensions"
              .formatted(StatisticsQuestion.MOST_ROWS));
    }
    return Answer.ok(
        object(
            "from",
            question.from().toString(),
            "to",
            question.to().toString(),
            "bucket",
            question.bucket().toString(),
            "items",
            rows.stream().map(row -> json(row, question.by())).toList(),
            "providers",
            providers.get().stream().map(StatisticsRoutes::json).toList()));
  }

  private StatisticsQuestion question(Query query) throws InvalidException {
    Instant to = Objects.requireNonNullElse(query.time("to"), clock.instant());
    Instant from = Objects.requireNonNullElse(query.time("from"), to.minus(DEFAULT_SPAN));
    Duration bucket =
        Objects.requireNonNullElse(
            query.named(
                "bucket", "a duration of whole minutes, PT1M to P31D", StatisticsRoutes::bucket),
            DEFAULT_BUCKET);
    Set<Dimension> by =
        Objects.requireNonNullElse(
            query.named("by", "some of channel,template,status,sender", StatisticsRoutes::by),
            EnumSet.of(Dimension.CHANNEL, Dimension.STATUS));
    query.done();
    try {
      return new StatisticsQuestion(from, to, bucket, by);
    } catch (IllegalArgumentException e) {
      throw InvalidException.malformed("", String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Duration> bucket(String text) {
    try {
      Duration bucket = Duration.parse(text);
      boolean whole = bucket.isPositive() && bucket.toMillis() % 60_000 == 0;
      return whole && bucket.compareTo(LONGEST_BUCKET) <= 0
          ? Optional.of(bucket)
          : Optional.empty();
    } catch (DateTimeException | ArithmeticException _) {
      return Optional.empty();
    }
  }

  private static Optional<Set<Dimension>> by(String text) {
    Set<Dimension> by = EnumSet.noneOf(Dimension.class);
    for (String name : text.split(",", -1)) {
      Optional<Dimension> dimension = Dimension.named(name);
      if (dimension.isEmpty()) {
        return Optional.empty();
      }
      by.add(dimension.get());
    }
    return Optional.of(by);
  }

  private static Map<String, @Nullable Object> json(StatisticsRow row, Set<Dimension> by) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("at", row.at().toString());
    for (Dimension each : EnumSet.copyOf(by)) {
      json.put(
          each.apiName(),
          switch (each) {
            case CHANNEL -> row.channel() == null ? null : row.channel().apiName();
            case TEMPLATE -> "".equals(row.template()) ? null : row.template();
            case STATUS -> row.status() == null ? null : row.status().apiName();
            case SENDER -> row.sender();
          });
    }
    json.put("count", row.deliveries());
    json.put("attempts", row.attempts());
    json.put(
        "meanLatencyMs",
        row.attempts() == 0 ? null : (double) row.latencyMillis() / row.attempts());
    return json;
  }

  private static Map<String, @Nullable Object> json(ProviderFigures each) {
    ProviderFigures.Window window = each.window();
    return object(
        "channel",
        each.channel().apiName(),
        "provider",
        each.provider(),
        "standing",
        each.standing(),
        "cause",
        each.cause(),
        "share",
        each.share(),
        "inFlight",
        each.inFlight(),
        "maxInFlight",
        each.maxInFlight(),
        "calls",
        window.calls(),
        "errorRate",
        window.errorRate(),
        "latencyMs",
        object("p50", window.p50Ms(), "p95", window.p95Ms(), "p99", window.p99Ms()),
        "pausedUntil",
        each.pausedUntil() == null ? null : each.pausedUntil().toString());
  }
}
