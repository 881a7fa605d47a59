package dev.bongsu.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BatcherTest {
  private final BlockingQueue<List<Integer>> batches = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> unanswered = new LinkedBlockingQueue<>();
  private final Semaphore turns = new Semaphore(0);
  private final Batcher<Integer> batcher =
      new Batcher<>(
          "test", this::answer, (each, why) -> unanswered.add(each + " " + why.getMessage()));

  @AfterEach
  void close() {
    batcher.close();
  }

  /** Takes as long as the test likes. */
  private void answer(List<Integer> batch) {
    batches.add(batch);
    try {
      turns.acquire();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
    if (batch.contains(-1)) {
      throw new IllegalArgumentException("unlucky");
    }
  }

  private void begin(int one) throws InterruptedException {
    batcher.put(one);
    assertThat(batch()).containsExactly(one);
  }

  private List<Integer> batch() throws InterruptedException {
    return batches.take();
  }

  @Test
  void what_comes_while_a_batch_is_under_way_goes_together_with_the_next() throws Exception {
    begin(0);
    for (int i = 1; i <= 700; i++) {
      assertThat(batcher.offer(i)).isTrue();
    }

    turns.release();
    assertThat(batch()).isEqualTo(IntStream.rangeClosed(1, 500).boxed().toList());
    turns.release();
    assertThat(batch()).isEqualTo(IntStream.rangeClosed(501, 700).boxed().toList());
    turns.release();
    assertThat(unanswered).isEmpty();
  }

  @Test
  void a_batch_that_fails_is_unanswered_and_the_next_is_not() throws Exception {
    begin(-1);
    batcher.put(1);
    turns.release(2);

    assertThat(batch()).containsExactly(1);
    assertThat(unanswered).containsExactly("-1 unlucky");
  }

  @Test
  void no_more_than_4000_wait() throws Exception {
    begin(0);
    for (int i = 1; i <= 4_000; i++) {
      batcher.put(i);
    }

    assertThat(batcher.offer(4_001)).isFalse();

    batcher.giveUp(new IllegalStateException("no use"));
    assertThat(unanswered).hasSize(4_000).contains("1 no use", "4000 no use");
    assertThat(batcher.offer(4_001)).isTrue();
  }

  @Test
  void closing_leaves_nobody_waiting() throws Exception {
    begin(0);
    batcher.put(1);

    batcher.close();

    assertThat(batcher.offer(2)).isFalse();
    batcher.put(3);
    assertThat(unanswered).containsExactly("0 interrupted", "1 closing", "3 closing");
  }
}
