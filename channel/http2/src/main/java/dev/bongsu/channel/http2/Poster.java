package dev.bongsu.channel.http2;

/** Posts requests to one server. For many threads, which block. */
public interface Poster extends AutoCloseable {
  /**
   * Posts it and waits for the answer; each of connecting and answering has the time-out. What the
   * server cannot have seen is posted again over another connection, if that takes no longer.
   */
  Reply post(Post post) throws InterruptedException;

  /** Breaks off what is under way. */
  @Override
  void close();
}
