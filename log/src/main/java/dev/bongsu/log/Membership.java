package dev.bongsu.log;

import java.time.Duration;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What readers of every kind do alike as members of a group. */
final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  private Membership() {}

  /** Leaves the group for good, so that others have its partitions at once. */
  static void end(Consumer<byte[], byte[]> member, String name) {
    close(
        member,
        name,
        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(Duration.ofSeconds(2)));
  }

  /** Gives up a member whose place another of the same name takes. */
  static void giveUp(Consumer<byte[], byte[]> member, String name) {
    close(member, name, CloseOptions.timeout(Duration.ofSeconds(1)));
  }

  /** An interruption as callers know it. */
  static InterruptedException interrupted(InterruptException e) {
    // It has set the flag again, which is for whoever swallows the exception.
    Thread.interrupted();
    InterruptedException plain = new InterruptedException(e.getMessage());
    plain.initCause(e);
    return plain;
  }

  private static void close(Consumer<byte[], byte[]> member, String name, CloseOptions how) {
    try {
      member.close(how);
    } catch (InterruptException _) {
      Thread.currentThread().interrupt();
    } catch (KafkaException e) {
      LOG.debug("reader {} left without a word", name, e);
    }
  }
}
