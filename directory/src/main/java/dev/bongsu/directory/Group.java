package dev.bongsu.directory;

import dev.bongsu.kernel.GroupKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A named set of recipients.
 *
 * @param parents the groups that this one is part of: its members are theirs too
 * @param memberCount how many members it has of its own, without those of groups that name it as
 *     parent
 * @param version grows with every change of the group itself; members come and go without it
 */
public record Group(
    GroupKey key,
    @Nullable String name,
    @Nullable String description,
    List<GroupKey> parents,
    long memberCount,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  public Group {
    parents = List.copyOf(parents);
  }

  /** As the HTTP contract shows it. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("key", key.value());
    json.put("name", name);
    json.put("description", description);
    json.put("parents", parents.stream().map(GroupKey::value).toList());
    json.put("memberCount", memberCount);
    json.put("createdAt", createdAt.toString());
    json.put("updatedAt", updatedAt.toString());
    return json;
  }
}
