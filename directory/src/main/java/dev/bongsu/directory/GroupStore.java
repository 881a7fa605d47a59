package dev.bongsu.directory;

import dev.bongsu.kernel.GroupKey;
import dev.bongsu.kernel.RecipientId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * The tables of groups and their members. Every method works in the handle's transaction. Whoever
 * changes members holds the group's row first: so counts are exact, and nobody waits in a circle.
 */
final class GroupStore {
  private static final int PURGED_AT_ONCE = 10_000;

  private static final String SELECT =
      """
      SELECT key, name, description, member_count, version, created_at, updated_at,
        ARRAY(SELECT p.key FROM recipient_group_parent r JOIN recipient_group p ON p.no = r.parent
              WHERE r.child = g.no ORDER BY r.ord)
      FROM recipient_group g
      """;

  /** The groups named and all that are part of them, however deep. */
  private static final String FAMILY =
      """
      WITH RECURSIVE family (no) AS (
        SELECT no FROM recipient_group WHERE key = ANY(:keys)
        UNION
        SELECT r.child FROM recipient_group_parent r JOIN family ON r.parent = family.no)
      """;

  /** Keeps every other change of groups and their parents out until the transaction ends. */
  void lock(Handle handle) {
    handle.execute("LOCK TABLE recipient_group_parent IN SHARE ROW EXCLUSIVE MODE");
  }

  Optional<Group> find(Handle handle, GroupKey key) {
    return handle
        .createQuery(SELECT + " WHERE key = :key")
        .bind("key", key.value())
        .map((row, _) -> group(row))
        .findOne();
  }

  boolean exists(Handle handle, GroupKey key) {
    return handle
        .createQuery("SELECT EXISTS (SELECT FROM recipient_group WHERE key = :key)")
        .bind("key", key.value())
        .mapTo(Boolean.class)
        .one();
  }

  List<Group> list(Handle handle, String after, int limit) {
    return handle
        .createQuery(SELECT + " WHERE key > :after ORDER BY key LIMIT :limit")
        .bind("after", after)
        .bind("limit", limit)
        .map((row, _) -> group(row))
        .list();
  }

  /** Those of these that there are, in any order. */
  List<Group> list(Handle handle, List<String> keys) {
    return handle
        .createQuery(SELECT + " WHERE key = ANY(:keys)")
        .bindArray("keys", String.class, keys)
        .map((row, _) -> group(row))
        .list();
  }

  /** Which of these are the group itself or have it above them: it may not become their child. */
  List<String> circular(Handle handle, GroupKey key, Collection<GroupKey> parents) {
    return handle
        .createQuery(
            FAMILY
                + """
                SELECT key FROM recipient_group JOIN family USING (no) WHERE key = ANY(:parents)
                """)
        .bindArray("keys", String.class, RecipientStore.texts(List.of(key), GroupKey::value))
        .bindArray("parents", String.class, RecipientStore.texts(parents, GroupKey::value))
        .mapTo(String.class)
        .list();
  }

  /** Creates or replaces the group's own fields. */
  void put(Handle handle, GroupKey key, GroupBody body, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO recipient_group AS g (key, name, description, version, created_at, updated_at)
            VALUES (:key, :name, :description, :version, :now, :now)
            ON CONFLICT (key) DO UPDATE SET
              name = excluded.name, description = excluded.description,
              version = g.version + 1, updated_at = excluded.updated_at
            """)
        .bind("key", key.value())
        .bind("name", body.name())
        .bind("description", body.description())
        .bind("version", Versions.first(now))
        .bind("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
        .execute();
    handle.execute(
        "DELETE FROM recipient_group_parent"
            + " WHERE child = (SELECT no FROM recipient_group WHERE key = ?)",
        key.value());
    handle
        .createUpdate(
            """
            INSERT INTO recipient_group_parent (child, parent, ord)
            SELECT c.no, p.no, given.ord
            FROM unnest(:parents) WITH ORDINALITY AS given (key, ord)
              JOIN recipient_group p ON p.key = given.key
              JOIN recipient_group c ON c.key = :key
            """)
        .bindArray(
            "parents",
            String.class,
            RecipientStore.texts(new LinkedHashSet<>(body.parents()), GroupKey::value))
        .bind("key", key.value())
        .execute();
  }

  List<String> children(Handle handle, GroupKey key) {
    return handle
        .createQuery(
            """
            SELECT c.key FROM recipient_group_parent r
              JOIN recipient_group c ON c.no = r.child JOIN recipient_group p ON p.no = r.parent
            WHERE p.key = :key ORDER BY c.key
            """)
        .bind("key", key.value())
        .mapTo(String.class)
        .list();
  }

  /** Deletes the group; its members, who may be millions, wait for {@link #purge}. */
  void delete(Handle handle, GroupKey key) {
    handle.execute(
        """
        WITH gone AS (DELETE FROM recipient_group WHERE key = ? RETURNING no)
        INSERT INTO recipient_group_purge (group_no) SELECT no FROM gone
        """,
        key.value());
  }

  /** Removes some members of deleted groups; whether there may be more. */
  boolean purge(Handle handle) {
    return handle
        .createQuery("SELECT group_no, done_to FROM recipient_group_purge LIMIT 1 FOR UPDATE")
        .map((row, _) -> purge(handle, row.getLong(1), row.getString(2)))
        .findOne()
        .orElse(false);
  }

  /** Goes on where it stopped, lest it walk over what it removed before. */
  private static boolean purge(Handle handle, long group, String doneTo) {
    Optional<String> last =
        handle
            .createQuery(
                """
                WITH doomed AS (
                  SELECT recipient FROM recipient_group_member
                  WHERE group_no = :group AND recipient > :doneTo
                  ORDER BY recipient LIMIT :limit),
                gone AS (
                  DELETE FROM recipient_group_member m USING doomed
                  WHERE m.group_no = :group AND m.recipient = doomed.recipient)
                SELECT max(recipient) FROM doomed
                """)
            .bind("group", group)
            .bind("doneTo", doneTo)
            .bind("limit", PURGED_AT_ONCE)
            .mapTo(String.class)
            .findOne();
    if (last.isPresent()) {
      handle.execute(
          "UPDATE recipient_group_purge SET done_to = ? WHERE group_no = ?", last.get(), group);
    } else {
      handle.execute("DELETE FROM recipient_group_purge WHERE group_no = ?", group);
    }
    return true;
  }

  /** The group's number, its row held until the transaction ends. */
  OptionalLong hold(Handle handle, GroupKey key) {
    return handle
        .createQuery("SELECT no FROM recipient_group WHERE key = :key FOR UPDATE")
        .bind("key", key.value())
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** Adds members to a group that is held; how many are new. */
  int addMembers(Handle handle, long group, Collection<RecipientId> members) {
    int added =
        handle
            .createUpdate(
                """
                INSERT INTO recipient_group_member (group_no, recipient)
                SELECT :group, unnest(:members) ON CONFLICT DO NOTHING
                """)
            .bind("group", group)
            .bindArray("members", String.class, RecipientStore.texts(members, RecipientId::value))
            .execute();
    count(handle, group, added);
    return added;
  }

  /** Removes a member of a group that is held; whether it was one. */
  boolean removeMember(Handle handle, long group, RecipientId member) {
    int removed =
        handle.execute(
            "DELETE FROM recipient_group_member WHERE group_no = ? AND recipient = ?",
            group,
            member.value());
    count(handle, group, -removed);
    return removed > 0;
  }

  /** Removes a recipient from all groups; whether it was in any. */
  boolean removeEverywhere(Handle handle, RecipientId member) {
    List<Long> groups =
        handle
            .createQuery(
                """
                SELECT no FROM recipient_group WHERE no IN (
                  SELECT group_no FROM recipient_group_member WHERE recipient = :member)
                ORDER BY no FOR UPDATE
                """)
            .bind("member", member.value())
            .mapTo(Long.class)
            .list();
    boolean removed = false;
    for (long group : groups) {
      removed |= removeMember(handle, group, member);
    }
    return removed;
  }

  List<RecipientId> members(Handle handle, GroupKey key, String after, int limit) {
    return handle
        .createQuery(
            """
            SELECT recipient FROM recipient_group_member
            WHERE group_no = (SELECT no FROM recipient_group WHERE key = :key)
              AND recipient > :after
            ORDER BY recipient LIMIT :limit
            """)
        .bind("key", key.value())
        .bind("after", after)
        .bind("limit", limit)
        .map((row, _) -> new RecipientId(row.getString(1)))
        .list();
  }

  /** Hands over the members of these groups and of all that are part of them, each once. */
  void stream(Handle handle, Set<GroupKey> keys, int fetchSize, Consumer<RecipientId> members) {
    List<Long> family =
        handle
            .createQuery(FAMILY + "SELECT no FROM family")
            .bindArray("keys", String.class, RecipientStore.texts(keys, GroupKey::value))
            .mapTo(Long.class)
            .list();
    // One group needs no sorting: its members are distinct and the index has them in order.
    String sql =
        family.size() == 1
            ? "SELECT recipient FROM recipient_group_member WHERE group_no = ANY(:family)"
            : "SELECT DISTINCT recipient FROM recipient_group_member WHERE group_no = ANY(:family)";
    handle
        .createQuery(sql)
        .bindArray("family", Long.class, family)
        .setFetchSize(fetchSize)
        .map((row, _) -> new RecipientId(row.getString(1)))
        .forEach(members);
  }

  private static void count(Handle handle, long group, int change) {
    if (change != 0) {
      handle.execute(
          "UPDATE recipient_group SET member_count = member_count + ? WHERE no = ?", change, group);
    }
  }

  private static Group group(ResultSet row) throws SQLException {
    List<GroupKey> parents = new ArrayList<>();
    for (String each : (String[]) row.getArray(8).getArray()) {
      parents.add(new GroupKey(each));
    }
    return new Group(
        new GroupKey(row.getString(1)),
        row.getString(2),
        row.getString(3),
        parents,
        row.getLong(4),
        row.getLong(5),
        row.getTimestamp(6).toInstant(),
        row.getTimestamp(7).toInstant());
  }
}
