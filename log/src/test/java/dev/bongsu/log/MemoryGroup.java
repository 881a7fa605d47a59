package dev.bongsu.log;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who shares the records of a {@link MemoryLog}, and which of them are done. Under its lock. */
final class MemoryGroup {
  private final int partitions;
  private final List<Member> members = new ArrayList<>();
  private final Map<String, List<BitSet>> done = new HashMap<>();

  /** Somebody who has a share of the partitions. */
  interface Member {
    /** These are yours from now on; what you have of others is theirs. */
    void assign(Set<Integer> partitions);
  }

  MemoryGroup(int partitions) {
    this.partitions = partitions;
  }

  void join(Member member, List<String> topics) {
    for (String topic : topics) {
      doneIn(topic);
    }
    members.add(member);
    share();
  }

  void leave(Member member) {
    if (members.remove(member)) {
      member.assign(Set.of());
      share();
    }
  }

  boolean has(Member member) {
    return members.contains(member);
  }

  void expelAll() {
    members.clear();
  }

  boolean reads(String topic) {
    return done.containsKey(topic);
  }

  boolean isDone(LogRecord record) {
    return doneIn(record.topic()).get(record.partition()).get(Math.toIntExact(record.offset()));
  }

  void markDone(LogRecord record) {
    doneIn(record.topic()).get(record.partition()).set(Math.toIntExact(record.offset()));
  }

  void markDoneBelow(String topic, int partition, long offset) {
    doneIn(topic).get(partition).set(0, Math.toIntExact(offset));
  }

  private List<BitSet> doneIn(String topic) {
    return done.computeIfAbsent(
        topic,
        _ -> {
          List<BitSet> made = new ArrayList<>();
          for (int partition = 0; partition < partitions; partition++) {
            made.add(new BitSet());
          }
          return List.copyOf(made);
        });
  }

  private void share() {
    for (int index = 0; index < members.size(); index++) {
      Set<Integer> share = new HashSet<>();
      for (int partition = index; partition < partitions; partition += members.size()) {
        share.add(partition);
      }
      members.get(index).assign(share);
    }
  }
}
