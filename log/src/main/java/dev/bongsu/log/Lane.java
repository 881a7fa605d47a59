package dev.bongsu.log;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition as a reader has it: what was handed out and has not taken effect, and what an
 * earlier reader left unfinished. Everything else before {@code position} is done with, or was
 * never a record. Not for several threads.
 */
final class Lane {
  private final TopicPartition partition;
  private final NavigableMap<Long, Held> held = new TreeMap<>();
  private long position;
  private long doneUntil;
  // How many of those that an earlier reader left have not come again yet.
  private int awaited;
  // How many are finished and have not taken effect.
  private int finished;

  /** A record that has not taken effect. */
  static final class Held {
    private final long offset;
    private boolean arrived;
    // Null until it is handed out, which only what an earlier reader left is not.
    private byte @Nullable [] value;
    private int weight;
    private @Nullable List<Entry> appends;

    Held(long offset) {
      this.offset = offset;
    }

    int weight() {
      return weight;
    }

    int bytes() {
      return value == null ? 0 : value.length;
    }

    List<Entry> appends() {
      return appends == null ? List.of() : appends;
    }
  }

  /** Finished records of a lane that take effect together, and what is unfinished then. */
  record Step(Lane lane, List<Held> finished, Unfinished after) {}

  Lane(TopicPartition partition, Unfinished kept) {
    this.partition = partition;
    this.position = kept.until();
    this.doneUntil = kept.until();
    kept.offsets().forEach(offset -> held.put(offset, new Held(offset)));
    this.awaited = held.size();
  }

  TopicPartition partition() {
    return partition;
  }

  List<Held> held() {
    return List.copyOf(held.values());
  }

  long position() {
    return position;
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /** Nothing before this offset is a record any more. */
  void advance(long offset) {
    position = Math.max(position, offset);
  }

  /** A record has come, the next that the log has; answers whether it is to be handed out. */
  boolean arrives(long offset) {
    return (awaited > 0 && isLeft(offset)) || offset >= position;
  }

  private boolean isLeft(long offset) {
    // What was left before it and did not come is gone from the log: retention took it.
    held.headMap(offset)
        .values()
        .removeIf(one -> {
          awaited -= one.arrived ? 0 : 1;
          return !one.arrived;
        });
    Held left = held.get(offset);
    if (left != null && !left.arrived) {
      left.arrived = true;
      awaited--;
    }
    return left != null;
  }

  void handOut(LogRecord record, int weight) {
    Held one = held.computeIfAbsent(record.offset(), Held::new);
    one.arrived = true;
    one.value = record.value();
    one.weight = weight;
    position = Math.max(position, record.offset() + 1);
  }

  /** Whether this very hand-out is held; an earlier one of the same record is not. */
  @SuppressWarnings("ReferenceEquality") // a hand-out is told apart by its bytes' identity
  boolean owns(LogRecord record) {
    Held one = held.get(record.offset());
    return one != null && one.value == record.value();
  }

  @SuppressWarnings("ReferenceEquality") // as above
  boolean finish(LogRecord record, List<Entry> appends) {
    Held one = held.get(record.offset());
    if (one == null || one.value != record.value() || one.appends != null) {
      return false;
    }
    one.appends = List.copyOf(appends);
    finished++;
    return true;
  }

  /** What can take effect now, null if nothing can. */
  @Nullable Step step() {
    if (finished == 0) {
      return null;
    }
    // What is finished stands near the front, so that most of what is held need not be looked at.
    List<Held> all =
        held.values().stream().filter(one -> one.appends != null).limit(finished).toList();
    Unfinished after = without(all);
    if (after.beside().length() <= Unfinished.MAX_CHARACTERS) {
      return new Step(this, all, after);
    }
    // Too many gaps to be remembered: only what is at the front, which closes gaps.
    List<Held> front = held.values().stream().takeWhile(one -> one.appends != null).toList();
    return front.isEmpty() ? null : new Step(this, front, without(front));
  }

  private Unfinished without(List<Held> finished) {
    long done = Math.max(doneUntil, finished.getLast().offset + 1);
    List<Long> offsets = new ArrayList<>();
    int next = 0;
    for (Held one : held.values()) {
      if (next < finished.size() && finished.get(next) == one) {
        next++;
      } else if (one.offset < done) {
        offsets.add(one.offset);
      } else {
        return new Unfinished(offsets, offsets.isEmpty() ? one.offset : done);
      }
    }
    return new Unfinished(offsets, offsets.isEmpty() ? position : done);
  }

  /** These have taken effect. */
  void settle(List<Held> taken) {
    for (Held one : taken) {
      if (held.remove(one.offset) != null) {
        finished--;
      }
      doneUntil = Math.max(doneUntil, one.offset + 1);
    }
  }

  /** Which of a step's records took effect, where the log keeps {@code kept}. */
  static List<Held> settledIn(Step step, Unfinished kept) {
    return step.finished().stream()
        .filter(one -> one.offset < kept.until() && !kept.offsets().contains(one.offset))
        .toList();
  }
}
