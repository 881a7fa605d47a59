package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.Attachments;
import dev.bongsu.channel.spi.Attachments.Attached;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Brings the files of messages into memory, and no more of them at a time than there is room for.
 * For many threads.
 */
final class Luggage {
  /** What the files of one mail may have together; few relays take more than 25 MB anyway. */
  static final long MOST_BYTES = 50L << 20;

  private static final int ROOM_KIB = 64 << 10;

  private final Attachments attachments;
  private final Semaphore room = new Semaphore(ROOM_KIB, true);

  /** One message at a time opens its files before it knows how much room they take. */
  private final Semaphore opening = new Semaphore(1, true);

  Luggage(Attachments attachments) {
    this.attachments = attachments;
  }

  /** Files in memory, until they are let go. */
  final class Held implements AutoCloseable {
    private final List<Enclosure> enclosures;
    private final int kib;

    private Held(List<Enclosure> enclosures, int kib) {
      this.enclosures = List.copyOf(enclosures);
      this.kib = kib;
    }

    List<Enclosure> enclosures() {
      return enclosures;
    }

    @Override
    public void close() {
      room.release(kib);
    }
  }

  /** The files of one message are more than a mail can carry. */
  static final class TooMuch extends Exception {
    private static final long serialVersionUID = 1L;

    TooMuch() {
      super("wanted attachments of at most " + MOST_BYTES + " bytes together");
    }
  }

  /**
   * The objects with these ids, once there is room for them.
   *
   * @throws IOException if one cannot be had
   */
  Held hold(List<String> objectIds) throws IOException, InterruptedException, TooMuch {
    if (objectIds.isEmpty()) {
      return new Held(List.of(), 0);
    }
    opening.acquire();
    try {
      List<Enclosure> enclosures = new ArrayList<>();
      long bytes = 0;
      for (String id : objectIds) {
        Attached file = attachments.open(id);
        bytes += file.bytes().length;
        if (bytes > MOST_BYTES) {
          throw new TooMuch();
        }
        enclosures.add(new Enclosure(id, file.fileName(), file.contentType(), file.bytes()));
      }
      int kib = (int) (bytes >> 10) + 1;
      room.acquire(kib);
      return new Held(enclosures, kib);
    } finally {
      opening.release();
    }
  }
}
