package dev.bongsu.ledger;

import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.store.Batcher;
import dev.bongsu.store.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Attempts that are on record before their provider is called (B1). Of two who begin the same one,
 * one is told that it is new, whatever process they are in and whoever dies in between. Many are
 * noted in one transaction. For many threads.
 */
public final class BegunAttempts implements AutoCloseable {
  private final Database database;
  private final Clock clock;
  private final Batcher<Waiting> attempts;

  /** An attempt that began at this provider. */
  public record Begun(String provider, Instant at) {}

  private record Waiting(BegunAttemptStore.Row row, CompletableFuture<@Nullable Begun> answer) {}

  /** Attempts in this database. */
  public BegunAttempts(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.attempts =
        new Batcher<>(
            "begun-attempts", this::note, (each, why) -> each.answer().completeExceptionally(why));
  }

  /**
   * Notes an attempt; it is durable when this returns.
   *
   * @param attempt 1 for the first of this delivery
   * @param until after which nobody asks for it any more: it is forgotten a day later
   * @return null if it is new, else what was noted when it began before
   * @throws IllegalStateException if it cannot be noted
   */
  public @Nullable Begun begin(DeliveryId delivery, int attempt, String provider, Instant until)
      throws InterruptedException {
    var key = new BegunAttemptStore.Key(delivery.value(), attempt);
    var mine =
        new Waiting(
            new BegunAttemptStore.Row(key, provider, clock.instant(), until),
            new CompletableFuture<>());
    attempts.put(mine);
    try {
      return mine.answer().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("attempts cannot be noted", e.getCause());
    }
  }

  /** Whoever waits is told that it cannot be. */
  @Override
  public void close() {
    attempts.close();
  }

  private void note(List<Waiting> batch) {
    List<BegunAttemptStore.Row> rows = batch.stream().map(Waiting::row).toList();
    Set<BegunAttemptStore.Key> fresh =
        database.jdbi().inTransaction(handle -> BegunAttemptStore.add(handle, rows));
    List<Waiting> begunBefore = new ArrayList<>();
    for (Waiting each : batch) {
      // Taken away, so that of two who ask for the same at once one hears that it is new.
      if (fresh.remove(each.row().key())) {
        each.answer().complete(null);
      } else {
        begunBefore.add(each);
      }
    }
    if (!begunBefore.isEmpty()) {
      tell(begunBefore);
    }
  }

  private void tell(List<Waiting> begunBefore) {
    Map<BegunAttemptStore.Key, Begun> found =
        database
            .jdbi()
            .withHandle(handle ->
                BegunAttemptStore.find(
                    handle, begunBefore.stream().map(each -> each.row().key()).toList()));
    for (Waiting each : begunBefore) {
      Begun begun = found.get(each.row().key());
      each.answer()
          .complete(begun == null ? new Begun(each.row().provider(), each.row().at()) : begun);
    }
  }
}
