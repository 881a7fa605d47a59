package dev.bongsu.log;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far the readers of the log are, as they have told the brokers. */
final class GroupPositions {
  private GroupPositions() {}

  /** What is not finished of each partition that a group has; of several groups, the last's. */
  static Map<TopicPartition, Unfinished> read(Admin admin)
      throws ExecutionException, InterruptedException {
    Map<String, ListConsumerGroupOffsetsSpec> groups =
        admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get().stream()
            .collect(
                Collectors.toMap(GroupListing::groupId, _ -> new ListConsumerGroupOffsetsSpec()));
    Map<TopicPartition, Unfinished> positions = new HashMap<>();
    if (!groups.isEmpty()) {
      for (var kept : admin.listConsumerGroupOffsets(groups).all().get().values()) {
        for (Map.Entry<TopicPartition, OffsetAndMetadata> one : kept.entrySet()) {
          OffsetAndMetadata position = one.getValue();
          if (position != null) {
            positions.merge(
                one.getKey(),
                Unfinished.read(position.offset(), position.metadata()),
                GroupPositions::last);
          }
        }
      }
    }
    return positions;
  }

  private static Unfinished last(Unfinished one, Unfinished other) {
    return one.position() < other.position() ? one : other;
  }
}
