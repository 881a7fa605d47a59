package dev.bongsu.fanout;

import dev.bongsu.log.LogRecord;

/** Where a record stands in the log; written down, it tells a redo from a repetition. */
record Place(String topic, int partition, long offset) {
  static Place of(LogRecord record) {
    return new Place(record.topic(), record.partition(), record.offset());
  }

  @Override
  public String toString() {
    return topic + "/" + partition + "@" + offset;
  }
}
