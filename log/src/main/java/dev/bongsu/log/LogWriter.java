package dev.bongsu.log;

/** Appends single entries with acknowledgement; for many threads. */
public interface LogWriter {
  /**
   * Starts to append. Returns at once unless the buffer towards the log is full; then it waits for
   * room, so a slow log slows its callers.
   *
   * @throws LogUnavailableException if there was no room in time
   */
  PendingAppend append(Entry entry) throws LogUnavailableException;
}
