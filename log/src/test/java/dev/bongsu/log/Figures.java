package dev.bongsu.log;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Measures what the log costs; prints, and judges nothing. Run with -Dfigures=true. */
@EnabledIfSystemProperty(named = "figures", matches = "true")
class Figures {
  private static final byte[] VALUE = new byte[500];
  @TempDir Path directory;

  @Test
  void are_printed() throws Exception {
    new Random(1).nextBytes(VALUE);
    long start = System.nanoTime();
    Log cold = Logs.embedded(EmbeddedLogTest.place(directory, _ -> {}), Clock.systemUTC());
    print("cold start ms", since(start));
    cold.close();
    start = System.nanoTime();
    try (Log log = Logs.embedded(EmbeddedLogTest.place(directory, _ -> {}), Clock.systemUTC())) {
      print("warm start ms", since(start));
      idle(log);
      appends(log, 300);
      appends(log, 1000);
      parallelAppends(log);
      batches(log, List.of());
      batches(log, List.of(new Entry(Topics.OUTCOMES, 0, VALUE)));
      smallCommits(log, List.of());
      smallCommits(log, List.of(new Entry(Topics.OUTCOMES, 0, VALUE)));
      print("queues", log.queues().size());
    }
  }

  private static void idle(Log log) throws Exception {
    List<LogReader> readers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < 10; number++) {
      LogReader reader =
          log.reader(ReaderSpec.of("idle" + number, LogContract.WORK, 1000, 1_000_000));
      readers.add(reader);
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int times = 0; times < 100; times++) {
                    reader.poll(Duration.ofMillis(100));
                  }
                } catch (InterruptedException _) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    TimeUnit.SECONDS.sleep(3);
    double cpu = cpuMillis();
    TimeUnit.SECONDS.sleep(5);
    print("idle: % of a core with 10 readers", (cpuMillis() - cpu) / 50);
    for (Thread thread : threads) {
      thread.join();
    }
    readers.forEach(LogReader::close);
  }

  private static void appends(Log log, int count) throws Exception {
    double[] millis = new double[count];
    for (int number = 0; number < count; number++) {
      long start = System.nanoTime();
      log.writer().append(new Entry("notifications.high", number % 3, VALUE)).await();
      millis[number] = since(start);
    }
    Arrays.sort(millis);
    print("append p50 ms", millis[count / 2]);
    print("append p99 ms", millis[count * 99 / 100]);
  }

  private static void parallelAppends(Log log) throws Exception {
    long start = System.nanoTime();
    double cpu = cpuMillis();
    List<Thread> threads = new ArrayList<>();
    for (int thread = 0; thread < 64; thread++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              for (int number = 0; number < 400; number++) {
                log.writer().append(new Entry("notifications.low", number % 3, VALUE)).await();
              }
            } catch (LogUnavailableException | InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    print("appends/s of 64 threads", 64 * 400 * 1000 / since(start));
    print("  cpu ms per 1000", (cpuMillis() - cpu) / 25.6);
  }

  private static void batches(Log log, List<Entry> appends) throws Exception {
    int count = 400_000;
    fill(log, count);
    LogReader reader =
        log.reader(ReaderSpec.of("b" + appends.size(), List.of("retry.5s"), 5000, 50_000_000));
    long start = System.nanoTime();
    double cpu = cpuMillis();
    int commits = 0;
    for (int done = 0; done < count; commits++) {
      for (LogRecord record : reader.poll(Duration.ofSeconds(1))) {
        reader.finish(record, appends);
      }
      done += reader.commit();
    }
    print("batch records/s, appending " + appends.size(), count * 1000.0 / since(start));
    print("  commits", commits);
    print("  cpu us per record", (cpuMillis() - cpu) * 1000 / count);
    reader.close();
  }

  private static void smallCommits(Log log, List<Entry> appends) throws Exception {
    LogReader reader =
        log.reader(ReaderSpec.of("s" + appends.size(), List.of("retry.5s"), 10, 50_000_000));
    double cpu = 0;
    long start = 0;
    int commits = 600;
    for (int number = 0; number < commits + 100; number++) {
      if (number == 100) {
        cpu = cpuMillis();
        start = System.nanoTime();
      }
      for (LogRecord record : reader.poll(Duration.ofSeconds(1))) {
        reader.finish(record, appends);
      }
      reader.commit();
    }
    print("commit of 10, appending " + appends.size() + ", ms", since(start) / commits);
    print("  cpu ms per commit", (cpuMillis() - cpu) / commits);
    reader.close();
  }

  private static void fill(Log log, int count) throws Exception {
    long start = System.nanoTime();
    PendingAppend last = null;
    for (int number = 0; number < count; number++) {
      last = log.writer().append(new Entry("retry.5s", number % 3, VALUE));
    }
    if (last != null) {
      last.await();
    }
    print("filled records/s", count * 1000.0 / since(start));
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private static double cpuMillis() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e6;
  }

  private static void print(String what, double value) throws Exception {
    String rss =
        Files.exists(Path.of("/proc/self/status"))
            ? Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("")
            : "";
    System.out.printf(Locale.ROOT, "%-45s %12.2f   %s%n", what, value, rss.replaceAll("\\s+", " "));
  }
}
