package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.Attachments;
import dev.bongsu.channel.spi.Attachments.Attached;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
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

  /** What sends a mail that has its files. */
  @FunctionalInterface
  interface Sending {
    Outcome send(List<Enclosure> enclosures) throws InterruptedException;
  }

  /** Sends with the objects of these ids, once there is room for them, if they can be had. */
  Outcome with(List<String> objectIds, Sending sending) throws InterruptedException {
    if (objectIds.isEmpty()) {
      return sending.send(List.of());
    }
    List<Enclosure> enclosures = new ArrayList<>();
    int kib;
    opening.acquire();
    try {
      long bytes = 0;
      for (String id : objectIds) {
        Attached file = attachments.open(id);
        bytes += file.bytes().length;
        if (bytes > MOST_BYTES) {
          return new Outcome.Refused(
              FailureCode.PAYLOAD_TOO_LARGE,
              "wanted attachments of at most " + MOST_BYTES + " bytes together");
        }
        enclosures.add(new Enclosure(id, file.fileName(), file.contentType(), file.bytes()));
      }
      kib = (int) (bytes >> 10) + 1;
      room.acquire(kib);
    } catch (NoSuchFileException | FileNotFoundException _) {
      return new Outcome.Refused(FailureCode.MESSAGE_REFUSED, "an attached object is not there");
    } catch (IOException _) {
      return new Outcome.TryLater(
          FailureCode.PROVIDER_UNREACHABLE, null, "an attached object cannot be read at present");
    } finally {
      opening.release();
    }
    try {
      return sending.send(enclosures);
    } finally {
      room.release(kib);
    }
  }
}
