package dev.bongsu.bench;

import dev.bongsu.client.ClientException;
import dev.bongsu.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One channel from the request to its provider's stand-in, which speaks the real protocol in the
 * service's own process: what it costs counts for the service. Counts what the provider accepted;
 * latencies are samples of what the stand-in shows, from the request to its arrival there.
 */
final class ChannelScenario implements Scenario {
  private static final long BACKLOG = 4_000;
  private static final int REMEMBERED = 1 << 16;
  private static final long POLL_MILLIS = 100;
  private static final long SAMPLE_MILLIS = 1_000;
  private static final int SUBSCRIPTIONS = 64;
  private static final String MARK = "A-";

  private final String channel;

  ChannelScenario(String channel) {
    this.channel = channel;
  }

  @Override
  public String name() {
    return channel;
  }

  @Override
  public String description() {
    return "messages by " + channel + " into the sandbox's stand-in; latency from the request";
  }

  @Override
  public Result run(Options options, PrintStream progress)
      throws BenchException, IOException, InterruptedException {
    try (Service service = Service.of(options, "", progress)) {
      requireChannel(service);
      Messages.prepare(service);
      LongFunction<String> addresses = addresses(service);
      var sentMillis = new AtomicLongArray(REMEMBERED);
      var measurement = new Measurement(service);
      var accepted = new Measurement(service);
      var backlog = new Backlog(BACKLOG);
      long before = taken(service);
      try (var loaders = new Loaders(accepted);
          var samples = new Loaders(measurement)) {
        LongFunction<byte[]> requests =
            number -> {
              sentMillis.set((int) (number % REMEMBERED), System.currentTimeMillis());
              return Messages.toAddress(channel, addresses.apply(number), number);
            };
        loaders.start(
            channel, () -> new BatchLoad(service, accepted, requests, backlog::await).run(0, 1));
        samples.start("samples", () -> sample(service, measurement, sentMillis));
        follow(service, backlog, before, options.warmup());
        measurement.begin();
        long start = taken(service);
        follow(service, backlog, before, options.duration());
        measurement.successes(taken(service) - start);
        Result result = measurement.end(name(), Map.of());
        loaders.check();
        return result;
      }
    }
  }

  private void requireChannel(Service service) throws BenchException, InterruptedException {
    try {
      String parts = service.client().get("/readyz").text();
      if (!parts.contains("\"channel." + channel + "\"")) {
        throw new BenchException("the service has no channel " + channel);
      }
    } catch (ClientException e) {
      throw new BenchException(String.valueOf(e.getMessage()));
    }
  }

  private long taken(Service service) throws BenchException, InterruptedException {
    return (long)
        service.metric(
            "bongsu_provider_attempts_total", "channel=\"" + channel + "\"", "result=\"accepted\"");
  }

  private void follow(Service service, Backlog backlog, long before, Duration time)
      throws BenchException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      backlog.delivered(taken(service) - before);
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** Looks now and then at the newest that the stand-in took. */
  private void sample(Service service, Measurement measurement, AtomicLongArray sentMillis)
      throws BenchException, InterruptedException {
    Instant seen = Instant.MIN;
    while (!measurement.isOver()) {
      TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
      Instant newest = seen;
      for (Map<?, ?> message : newest(service)) {
        Instant at = Instant.parse(String.valueOf(message.get("at")));
        long number = number(String.valueOf(message.get("content")));
        if (at.isAfter(seen) && number >= 0) {
          long sent = sentMillis.get((int) (number % REMEMBERED));
          measurement.latency(TimeUnit.MILLISECONDS.toNanos(at.toEpochMilli() - sent));
        }
        newest = at.isAfter(newest) ? at : newest;
      }
      seen = newest;
    }
  }

  private List<Map<?, ?>> newest(Service service) throws BenchException, InterruptedException {
    try {
      Object items =
          service
              .client()
              .get("/v1/sandbox/messages?limit=20&channel=" + channel)
              .orThrow()
              .object()
              .get("items");
      List<Map<?, ?>> messages = new ArrayList<>();
      if (items instanceof List<?> list) {
        for (Object item : list) {
          if (item instanceof Map<?, ?> message) {
            messages.add(message);
          }
        }
      }
      return messages;
    } catch (ClientException e) {
      throw new BenchException(String.valueOf(e.getMessage()));
    }
  }

  /** The number behind the first {@code A-}; -1 for none. */
  private static long number(String content) {
    int start = content.indexOf(MARK) + MARK.length();
    int end = start;
    while (end < content.length() && Character.isDigit(content.charAt(end))) {
      end++;
    }
    return start < MARK.length() || end == start
        ? -1
        : Long.parseLong(content.substring(start, end));
  }

  /** The JSON of an address for each number. */
  private LongFunction<String> addresses(Service service)
      throws BenchException, InterruptedException {
    return switch (channel) {
      case "sms", "voice" -> number -> "\"+1555%07d\"".formatted(number % Messages.RECIPIENTS);
      case "android" ->
          number -> "\"bench%07d:%s\"".formatted(number % Messages.RECIPIENTS, "A".repeat(134));
      case "ios" ->
          number ->
              "\"%064x\"".formatted(number % Messages.RECIPIENTS + 1).toLowerCase(Locale.ROOT);
      case "browser" -> {
        List<String> subscriptions = new ArrayList<>();
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
          subscriptions.add(subscription(service));
        }
        yield number -> subscriptions.get((int) (number % SUBSCRIPTIONS));
      }
      default -> throw new BenchException("there are no addresses for the channel " + channel);
    };
  }

  private static String subscription(Service service) throws BenchException, InterruptedException {
    try {
      Map<String, @Nullable Object> subscription =
          service.client().post("/v1/sandbox/subscriptions", Map.of()).orThrow().object();
      return Json.writeText(subscription);
    } catch (ClientException e) {
      throw new BenchException(String.valueOf(e.getMessage()));
    }
  }
}
