package dev.bongsu.channel.spi;

import dev.bongsu.log.Entry;
import dev.bongsu.log.LogReader;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.OutcomeRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records that are done with and not yet committed. Their outcomes are written together, a few
 * records for each partition; that is sound because records of one topic and partition take effect
 * together or come again together. For the runner's thread.
 */
final class Finished {
  private static final int MOST_EVENTS = 1_000;

  private final Map<Source, List<PolledRecord>> bySource = new LinkedHashMap<>();
  private int weight;

  private record Source(String topic, int partition) {}

  void add(PolledRecord record) {
    bySource
        .computeIfAbsent(
            new Source(record.record().topic(), record.record().partition()),
            _ -> new ArrayList<>())
        .add(record);
    weight += record.weight();
  }

  /** How many deliveries these were. */
  int weight() {
    return weight;
  }

  /** Finishes all of them at the reader, which leaves nothing here. */
  void finishAll(LogReader reader, Instant now) {
    for (List<PolledRecord> records : bySource.values()) {
      OutcomeRecord.Builder outcomes = OutcomeRecord.newBuilder();
      int events = 0;
      for (int i = 0; i < records.size(); i++) {
        PolledRecord record = records.get(i);
        List<Entry> entries = record.entries(now);
        if (record.outcomeCount() > 0) {
          outcomes.addGroups(record.outcomes());
          events += record.outcomeCount();
        }
        if (events >= MOST_EVENTS || (events > 0 && i == records.size() - 1)) {
          entries.add(
              new Entry(
                  Topics.OUTCOMES, record.record().partition(), outcomes.build().toByteArray()));
          outcomes.clear();
          events = 0;
        }
        reader.finish(record.record(), entries);
      }
    }
    bySource.clear();
    weight = 0;
  }
}
