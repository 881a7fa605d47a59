package dev.bongsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CleanupsTest {
  private final List<String> undone = new CopyOnWriteArrayList<>();
  private final Cleanups cleanups = new Cleanups();

  @Test
  void what_was_done_last_is_undone_first_and_a_step_that_fails_stops_no_other() {
    cleanups.add("first", () -> undone.add("first"));
    cleanups.add(
        "second",
        () -> {
          throw new IllegalStateException("it does not close");
        });
    cleanups.add("third", () -> undone.add("third"));

    cleanups.close();

    assertThat(undone).containsExactly("third", "first");
  }

  @Test
  void loops_that_follow_one_another_end_together_and_before_what_they_use() {
    cleanups.add("provider", () -> undone.add("provider"));
    var both = new CyclicBarrier(2);
    addLoop("channel", both);
    addLoop("retries", both);

    cleanups.close();

    assertThat(undone).startsWith("both", "both").endsWith("provider").hasSize(3);
  }

  /** Its end waits until the other's has begun. */
  private void addLoop(String name, CyclicBarrier both) {
    var ended = new CountDownLatch(1);
    Runnable work =
        () -> {
          try {
            ended.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        };
    cleanups.add(
        name,
        Loop.start(
            name,
            work,
            () -> {
              both.await();
              undone.add("both");
              ended.countDown();
            }));
  }
}
