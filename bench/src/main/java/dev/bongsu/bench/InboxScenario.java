package dev.bongsu.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recipients who pull their inbox page by page: how many items are read. */
final class InboxScenario implements Scenario {
  private static final int READERS = 8;
  private static final int PEOPLE = 1000;
  private static final int ITEMS = 100_000;
  private static final long FILL_SECONDS = 120;
  private static final Pattern CURSOR = Pattern.compile("\"nextCursor\":\"([^\"]+)\"");
  private static final Pattern ITEM = Pattern.compile("\"notificationId\":");

  @Override
  public String name() {
    return "inbox";
  }

  @Override
  public String description() {
    return "inbox items read by pulls of 50 from "
        + PEOPLE
        + " recipients with "
        + ITEMS
        + " items";
  }

  @Override
  public Result run(Options options, PrintStream progress)
      throws BenchException, IOException, InterruptedException {
    try (Service service = Service.of(options, "", progress)) {
      Messages.prepare(service);
      fill(service, progress);
      var measurement = new Measurement(service);
      try (var loaders = new Loaders(measurement)) {
        for (int i = 0; i < READERS; i++) {
          loaders.start("inbox-" + i, () -> read(service, measurement));
        }
        Result result = measurement.during(name(), options);
        loaders.check();
        return result;
      }
    }
  }

  private static void fill(Service service, PrintStream progress)
      throws BenchException, InterruptedException {
    progress.println("storing " + ITEMS + " items");
    long before = (long) service.metric(EndToEndScenario.DELIVERED);
    var filling = new Measurement(service);
    var left = new AtomicLong(ITEMS);
    try (var loaders = new Loaders(filling)) {
      loaders.start(
          "fill",
          () ->
              new BatchLoad(
                      service,
                      filling,
                      number -> Messages.toRecipient("reader" + number % PEOPLE, number, "normal"),
                      count -> {
                        if (left.addAndGet(-count) <= 0) {
                          filling.stop();
                        }
                      })
                  .run(0, 1));
      long end = System.nanoTime() + Duration.ofSeconds(FILL_SECONDS).toNanos();
      while (service.metric(EndToEndScenario.DELIVERED) - before < ITEMS) {
        if (System.nanoTime() > end) {
          throw new BenchException("the inbox was not filled within " + FILL_SECONDS + " s");
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
      loaders.check();
    }
  }

  private static void read(Service service, Measurement measurement) throws IOException {
    try (LoadConnection connection = service.connect()) {
      while (!measurement.isOver()) {
        String path =
            "/v1/recipients/reader"
                + ThreadLocalRandom.current().nextInt(PEOPLE)
                + "/inbox?limit=50";
        String cursor = "";
        int items;
        do {
          long start = System.nanoTime();
          LoadConnection.WholeAnswer answer = connection.get(path + cursor);
          measurement.latency(System.nanoTime() - start);
          if (answer.status() != 200) {
            measurement.error();
            break;
          }
          items = (int) ITEM.matcher(answer.text()).results().count();
          measurement.successes(items);
          Matcher next = CURSOR.matcher(answer.text());
          cursor = next.find() ? "&after=" + next.group(1) : "";
        } while (items > 0 && !measurement.isOver());
      }
    }
  }
}
