package dev.bongsu.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.TopicExistsException;

/** Which topics there are, how they are kept and for how long. */
final class TopicPlan {
  /** A batch of one largest record, with its headers. */
  static final int MAX_BATCH_BYTES = Entry.MAX_BYTES + 64 * 1024;

  // What waits longer than this for its reader is lost, so it is longer than any outage that
  // somebody lets pass, and than the default expiry of what waits for a provider.
  private static final Duration WORK = Duration.ofDays(7);
  private static final Duration CANCELLATIONS = Duration.ofDays(90);

  /** They are many, and all are made at once, on a machine that is just starting. */
  private static final Duration TO_CREATE = Duration.ofMinutes(1);

  private TopicPlan() {}

  /** Makes the topics that are missing. */
  static void carryOut(Admin admin, int partitions, int replication)
      throws LogStartException, InterruptedException, ExecutionException {
    Set<String> present = admin.listTopics().names().get();
    List<NewTopic> missing = new ArrayList<>();
    List<String> known = new ArrayList<>();
    for (String topic : Topics.all()) {
      if (present.contains(topic)) {
        known.add(topic);
      } else {
        missing.add(
            new NewTopic(topic, partitions, (short) replication)
                .configs(settings(topic, replication)));
      }
    }
    for (TopicDescription topic : admin.describeTopics(known).allTopicNames().get().values()) {
      if (topic.partitions().size() != partitions) {
        throw new LogStartException(
            "topic %s has %d partitions but %d were wanted"
                .formatted(topic.name(), topic.partitions().size(), partitions));
      }
    }
    try {
      var options = new CreateTopicsOptions().timeoutMs((int) TO_CREATE.toMillis());
      admin.createTopics(missing, options).all().get();
    } catch (ExecutionException e) {
      // Another process of ours may start at the same moment.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static Map<String, String> settings(String topic, int replication) {
    Map<String, String> settings = new HashMap<>();
    settings.put("cleanup.policy", "delete");
    settings.put("retention.ms", Long.toString(retention(topic).toMillis()));
    settings.put("segment.ms", Long.toString(Duration.ofHours(6).toMillis()));
    settings.put("max.message.bytes", Integer.toString(MAX_BATCH_BYTES));
    settings.put("message.timestamp.type", "LogAppendTime");
    if (replication == 1 && topic.startsWith("notifications.")) {
      // Alone, a broker acknowledges what is in memory; the sender was promised the disk.
      settings.put("flush.messages", "1");
    }
    if (replication > 2) {
      settings.put("min.insync.replicas", Integer.toString(replication - 1));
    }
    return settings;
  }

  private static Duration retention(String topic) {
    return topic.equals(Topics.CANCELLATIONS) ? CANCELLATIONS : WORK;
  }
}
