package dev.bongsu.fanout;

import dev.bongsu.log.Entry;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.OutcomeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Events of many notifications in few records: the ledger's work goes by records as well as by
 * events. Not for several threads.
 */
final class OutcomeBatch {
  private static final int MAX_EVENTS = 500;

  private final Map<Integer, OutcomeRecord.Builder> open = new TreeMap<>();
  private final Map<Integer, Integer> events = new TreeMap<>();
  private final List<Entry> full = new ArrayList<>();

  /** Adds events whose recipients are in this partition. */
  void add(int partition, OutcomeGroup group) {
    open.computeIfAbsent(partition, _ -> OutcomeRecord.newBuilder()).addGroups(group);
    if (events.merge(partition, group.getEventsCount(), Integer::sum) >= MAX_EVENTS) {
      close(partition);
    }
  }

  /** Everything added. */
  List<Entry> entries() {
    List.copyOf(open.keySet()).forEach(this::close);
    return List.copyOf(full);
  }

  private void close(int partition) {
    OutcomeRecord.Builder record = open.remove(partition);
    events.remove(partition);
    if (record != null) {
      full.add(new Entry(Topics.OUTCOMES, partition, record.build().toByteArray()));
    }
  }
}
