package dev.bongsu.directory;

import dev.bongsu.kernel.InvalidException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Stores recipients from lines of JSON, {@code {"id", …}} each, 1,000 in a transaction, and says in
 * order what became of each. A line with a fault stops nothing. For one thread; nothing is held
 * back after {@link #flush}.
 */
public final class RecipientUpserts {
  private static final int BATCH = 1_000;

  private sealed interface Pending {
    record Sound(Recipient recipient) implements Pending {}

    record Faulty(Upsert refusal) implements Pending {}
  }

  private final Function<List<Recipient>, List<Boolean>> put;
  private final Consumer<Upsert> results;
  private final List<Pending> pending = new ArrayList<>(BATCH);

  RecipientUpserts(Function<List<Recipient>, List<Boolean>> put, Consumer<Upsert> results) {
    this.put = put;
    this.results = results;
  }

  /** Takes a line that is not blank. */
  public void add(byte[] line) {
    try {
      pending.add(new Pending.Sound(RecipientJson.readLine(line)));
    } catch (InvalidException e) {
      pending.add(new Pending.Faulty(new Upsert.Refused(e)));
    }
    flushIfFull();
  }

  /** Notes, in its place among the lines, one that could not even be read: it is too long. */
  public void passOver() {
    pending.add(new Pending.Faulty(new Upsert.TooLong()));
    flushIfFull();
  }

  /** Stores what was taken and tells its results. To be called when no more lines come for now. */
  public void flush() {
    List<Recipient> sound = new ArrayList<>(pending.size());
    for (Pending each : pending) {
      if (each instanceof Pending.Sound(Recipient recipient)) {
        sound.add(recipient);
      }
    }
    var created = (sound.isEmpty() ? List.<Boolean>of() : put.apply(sound)).iterator();
    for (Pending each : pending) {
      results.accept(
          switch (each) {
            case Pending.Sound(Recipient recipient) ->
                new Upsert.Saved(recipient.id(), created.next());
            case Pending.Faulty(Upsert refusal) -> refusal;
          });
    }
    pending.clear();
  }

  private void flushIfFull() {
    if (pending.size() >= BATCH) {
      flush();
    }
  }
}
