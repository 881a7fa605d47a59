package dev.bongsu.channel.spi;

import java.io.IOException;

/** Opens the objects that are attached to a message. For many threads. */
@FunctionalInterface
public interface Attachments {
  /**
   * The object with this id.
   *
   * @throws IOException if it cannot be had at the moment, or at all
   */
  Attached open(String objectId) throws IOException;

  /**
   * An object in memory.
   *
   * @param size how many {@code bytes} there are, at most 25 MB
   */
  @SuppressWarnings("ArrayRecordComponent") // a file's bytes; never compared
  record Attached(String fileName, String contentType, long size, byte[] bytes) {}
}
