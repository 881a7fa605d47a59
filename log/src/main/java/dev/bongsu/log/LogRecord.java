package dev.bongsu.log;

/**
 * A record as it was read.
 *
 * @param appendedAtMillis when it was appended, milliseconds since 1970 UTC
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy a record is what we save
public record LogRecord(
    String topic, int partition, long offset, long appendedAtMillis, byte[] value) {}
