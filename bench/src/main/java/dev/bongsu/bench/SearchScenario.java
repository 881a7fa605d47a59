package dev.bongsu.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Searches among 100,000 templates, at a steady rate whatever the answers take. A service at {@code
 * --url} that has the templates from an earlier run is used as it is.
 */
final class SearchScenario implements Scenario {
  private static final int RATE = 20;
  private static final int SEARCHERS = 4;
  private static final int WRITERS = 4;
  private static final double MICROS_PER_MILLI = 1000;
  private static final Pattern CURSOR = Pattern.compile("\"nextCursor\":\\s*\"([^\"]+)\"");

  /** A kind of searching: what is typed the n-th time. */
  private record Typed(String kind, IntFunction<String> query, Latencies latencies) {}

  private final List<Typed> kinds =
      List.of(
          typed("key", number -> q(SearchTemplates.key(any(number)))),
          typed("prefix", number -> q(SearchTemplates.name(any(number) / 6 * 6).substring(0, 3))),
          typed("name", number -> q(SearchTemplates.name(any(number)))),
          typed("typo", number -> q(mistyped(SearchTemplates.name(any(number) / 6 * 6)))),
          typed("korean", number -> q(pick(number, "배송", "주문배송", "베송 알림", "인증번호", "환불 완료"))),
          typed("japanese", number -> q(pick(number, "発送", "注文発送", "パスワード", "認証コード"))),
          typed("chinese", number -> q(pick(number, "订单", "验证码", "退款已批准", "货"))),
          typed(
              "words",
              number ->
                  q(
                      pick(
                          number,
                          "customer tracking",
                          "refund team 17",
                          "쿠폰 회원",
                          "order delayed courier"))),
          typed("rare", number -> q(SearchTemplates.brand(any(number)))),
          typed("common", number -> q(pick(number, "order", "email", "customer", "the", "a"))),
          typed("nothing", number -> q("zqxj" + number)),
          typed(
              "filtered",
              number -> q("payment") + "&channel=sms&category=category-" + number % 40));

  @Override
  public String name() {
    return "search";
  }

  @Override
  public String description() {
    return "searches among 100,000 templates in English, Korean, Japanese and Chinese";
  }

  @Override
  public Result run(Options options, PrintStream progress)
      throws BenchException, IOException, InterruptedException {
    try (Service service = Service.of(options, "", progress)) {
      double loadSeconds = fill(service, progress);
      var measurement = new Measurement(service);
      int rate = options.rate() == 0 ? RATE : options.rate();
      var pace = new Pace(System.nanoTime(), rate);
      try (var loaders = new Loaders(measurement)) {
        for (int i = 0; i < SEARCHERS; i++) {
          loaders.start("search-" + i, () -> search(service, measurement, pace));
        }
        Thread.sleep(options.warmup());
        kinds.forEach(each -> each.latencies().reset());
        measurement.begin();
        Thread.sleep(options.duration());
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("templates", SearchTemplates.COUNT);
        extra.put("loadSeconds", loadSeconds);
        kinds.forEach(each -> extra.put(each.kind(), figures(each.latencies().snapshot())));
        Result result = measurement.end(name(), extra);
        loaders.check();
        return result;
      }
    }
  }

  /**
   * When each request is due, whoever sends it, and what is searched for next: every kind as often,
   * whether it has a second page or not.
   */
  private record Pace(long start, int rate, AtomicInteger requests, AtomicInteger searches) {
    Pace(long start, int rate) {
      this(start, rate, new AtomicInteger(), new AtomicInteger());
    }

    long nextDue() {
      return start + requests.getAndIncrement() * TimeUnit.SECONDS.toNanos(1) / rate;
    }
  }

  /** Where there is a second page it is read too, so that cursors are measured. */
  private void search(Service service, Measurement measurement, Pace pace)
      throws IOException, InterruptedException {
    try (LoadConnection connection = service.connect()) {
      while (!measurement.isOver()) {
        int number = pace.searches().getAndIncrement();
        Typed kind = kinds.get(number % kinds.size());
        String path = "/v1/templates?limit=20&q=" + kind.query().apply(number);
        String answer = get(connection, path, kind, measurement, pace);
        Matcher more = CURSOR.matcher(answer);
        if (more.find()) {
          get(connection, path + "&cursor=" + more.group(1), kind, measurement, pace);
        }
      }
    }
  }

  private static String get(
      LoadConnection connection, String path, Typed kind, Measurement measurement, Pace pace)
      throws IOException, InterruptedException {
    long due = pace.nextDue();
    TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    LoadConnection.WholeAnswer answer = connection.get(path);
    long latency = System.nanoTime() - due;
    if (answer.status() == 200) {
      measurement.success(latency);
      kind.latencies().add(latency);
    } else {
      measurement.error();
    }
    return answer.text();
  }

  /** Goes on where an earlier run was interrupted, if one was. */
  private static double fill(Service service, PrintStream progress)
      throws BenchException, InterruptedException, IOException {
    int first = Math.max(0, missing(service) - 2 * WRITERS);
    if (isThere(service, SearchTemplates.COUNT - 1)) {
      return 0;
    }
    progress.println("putting templates " + first + " to " + SearchTemplates.COUNT);
    long start = System.nanoTime();
    var filling = new Measurement(service);
    var next = new AtomicInteger(first);
    try (var loaders = new Loaders(filling)) {
      for (int i = 0; i < WRITERS; i++) {
        loaders.start("put-" + i, () -> put(service, filling, next, progress));
      }
      while (filling.count() < SearchTemplates.COUNT - first) {
        TimeUnit.MILLISECONDS.sleep(100);
        loaders.check();
      }
    }
    return Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
  }

  /** The first template, or one of the first few, that is not there. */
  private static int missing(Service service) throws IOException {
    int there = 0;
    int missing = SearchTemplates.COUNT;
    while (there < missing) {
      int middle = (there + missing) >>> 1;
      if (isThere(service, middle)) {
        there = middle + 1;
      } else {
        missing = middle;
      }
    }
    return there;
  }

  private static boolean isThere(Service service, int number) throws IOException {
    try (LoadConnection connection = service.connect()) {
      return connection.get("/v1/templates/" + SearchTemplates.key(number)).status() == 200;
    }
  }

  private static void put(
      Service service, Measurement filling, AtomicInteger next, PrintStream progress)
      throws IOException, BenchException {
    try (LoadConnection connection = service.connect()) {
      for (int number = next.getAndIncrement();
          number < SearchTemplates.COUNT && !filling.isOver();
          number = next.getAndIncrement()) {
        LoadConnection.WholeAnswer answer =
            connection.send(
                "PUT",
                "/v1/templates/" + SearchTemplates.key(number),
                SearchTemplates.body(number));
        if (answer.status() >= 300) {
          throw new BenchException("a template was refused: " + answer.text());
        }
        filling.successes(1);
        if (number % 10_000 == 0) {
          progress.println("  " + number);
        }
      }
    }
  }

  private static Map<String, Object> figures(Histogram latencies) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("p50", latencies.getValueAtPercentile(50) / MICROS_PER_MILLI);
    figures.put("p99", latencies.getValueAtPercentile(99) / MICROS_PER_MILLI);
    figures.put("max", latencies.getMaxValue() / MICROS_PER_MILLI);
    return figures;
  }

  private static Typed typed(String kind, IntFunction<String> query) {
    return new Typed(kind, query, new Latencies());
  }

  private static String q(String typed) {
    return URLEncoder.encode(typed, StandardCharsets.UTF_8);
  }

  private static String pick(int number, String... from) {
    return from[number / 12 % from.length];
  }

  /** A template far from the one before. */
  private static int any(int number) {
    return (int) (number * 7919L % SearchTemplates.COUNT);
  }

  /** Two neighbours changed places, and a letter is missing. */
  private static String mistyped(String name) {
    return name.substring(0, 1)
        + name.charAt(2)
        + name.charAt(1)
        + name.substring(3, name.length() - 2)
        + name.substring(name.length() - 1);
  }
}
