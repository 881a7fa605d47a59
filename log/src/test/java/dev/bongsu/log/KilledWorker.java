package dev.bongsu.log;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A process of its own that appends records and works on them until it is killed. Prints the number
 * of each record that the log has acknowledged.
 */
final class KilledWorker {
  private KilledWorker() {}

  public static void main(String[] arguments) throws Exception {
    Log log =
        Logs.embedded(
            EmbeddedLogTest.place(Path.of(arguments[0]), _ -> {}),
            Clock.systemUTC(),
            EmbeddedBroker::freePort,
            3);
    int first = Integer.parseInt(arguments[1]);
    Thread.ofPlatform().daemon().start(() -> append(log, first));
    work(log.reader(LogContract.spec(200)), () -> true);
  }

  private static void append(Log log, int first) {
    for (int number = first; ; number++) {
      try {
        log.writer()
            .append(LogContract.entry(LogContract.LOW, number % 3, Integer.toString(number)))
            .await();
        System.out.println(number);
      } catch (LogUnavailableException e) {
        System.err.println(number + " is not acknowledged: " + e.getMessage());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Leaves one outcome for every record, in another order than they came. */
  static void work(LogReader reader, BooleanSupplier goesOn) throws InterruptedException {
    while (goesOn.getAsBoolean()) {
      for (LogRecord record : reader.poll(Duration.ofMillis(500)).reversed()) {
        String text = LogContract.text(record);
        reader.finish(
            record, List.of(LogContract.entry(Topics.OUTCOMES, record.partition(), text)));
        if (record.offset() % 3 == 0) {
          reader.commit();
        }
      }
      reader.commit();
    }
  }
}
