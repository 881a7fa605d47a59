package dev.bongsu.log;

/**
 * A record on its way into the log.
 *
 * @param topic one of {@link Topics}
 * @param partition from {@link Log#partitionOf}, so that order holds for whatever shares a key
 * @param value the record's bytes, not copied; at most {@value #MAX_BYTES}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy a record is what we save
public record Entry(String topic, int partition, byte[] value) {
  /** The largest record the log takes: a request of 1 MiB with what we add to it, twice over. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  public Entry {
    // Refused here, where it is made: later it would hold up all that shares its commit.
    if (value.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a record has at most " + MAX_BYTES + " bytes but this one has " + value.length);
    }
  }
}
