package dev.bongsu.directory;

import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.FreshCache;
import dev.bongsu.kernel.GroupKey;
import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.StaleException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups of recipients, millions in one. A group's audience is its own members and those of every
 * group that names it as a parent, however deep: members of {@code engineering} with the parent
 * {@code staff} are staff too. What a group shows as its members and their count is its own only.
 * For many threads. Whatever the database throws comes through.
 */
public final class Groups {
  private static final Logger LOG = LoggerFactory.getLogger(Groups.class);
  private static final int MAX_CACHED = 100_000;
  private static final Duration PRESENT_FOR = Duration.ofSeconds(2);

  /** Short, since who makes a group in another process sends to it next. */
  private static final Duration ABSENT_FOR = Duration.ofMillis(500);

  private final Jdbi jdbi;
  private final Clock clock;
  private final GroupStore store = new GroupStore();
  private final DescribedSearchStore search = new DescribedSearchStore("recipient_group");
  private final FreshCache<GroupKey, GroupKey> known;

  /**
   * Groups in this database.
   *
   * @param nanoTime the time as by {@link System#nanoTime}, by which what is cached ages
   */
  public Groups(Jdbi jdbi, Clock clock, LongSupplier nanoTime) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.known =
        new FreshCache<>(
            MAX_CACHED,
            PRESENT_FOR,
            ABSENT_FOR,
            nanoTime,
            key ->
                jdbi.withHandle(handle -> store.exists(handle, key))
                    ? Optional.of(key)
                    : Optional.empty());
  }

  /**
   * Creates or replaces a group; its members stay.
   *
   * @param body as the HTTP contract gives it
   * @param expectedVersion the version that this is meant to replace, null for whichever
   * @throws InvalidException with every fault: malformed, or a parent that is unknown or leads back
   *     to this group
   * @throws StaleException if the version is another one, 0 if there is no such group
   */
  public Saved<Group> put(
      GroupKey key, Map<String, @Nullable Object> body, @Nullable Long expectedVersion)
      throws InvalidException, StaleException {
    GroupBody read = GroupBody.read(body);
    List<Fault> faults = new ArrayList<>();
    Optional<Saved<Group>> saved =
        jdbi.inTransaction(handle -> {
          store.lock(handle);
          Optional<Group> before = store.find(handle, key);
          StaleException.check(before.map(Group::version).orElse(0L), expectedVersion);
          faults.addAll(parentFaults(handle, key, read.parents()));
          if (!faults.isEmpty()) {
            return Optional.empty();
          }
          store.put(handle, key, read, clock.instant());
          Group stored = store.find(handle, key).orElseThrow();
          search.put(handle, key.value(), stored.name(), stored.description(), stored.version());
          return Optional.of(new Saved<>(stored, before.isEmpty()));
        });
    if (saved.isEmpty()) {
      throw InvalidException.unprocessable(faults);
    }
    known.forget(key);
    return saved.get();
  }

  /** The group as stored now. */
  public Optional<Group> find(GroupKey key) {
    return jdbi.withHandle(handle -> store.find(handle, key));
  }

  /**
   * Groups in order of their keys, or of how well they fit.
   *
   * @param query words that key, name or description have, mistyped or not; null for all
   * @throws InvalidException if the cursor is none of ours
   */
  public Page<Group> list(@Nullable String query, Page.Request request) throws InvalidException {
    if (query != null && !query.isBlank()) {
      return search.page(jdbi, query, request, store::list, each -> each.key().value());
    }
    String after = request.placeOfKey();
    List<Group> read = jdbi.withHandle(handle -> store.list(handle, after, request.limit() + 1));
    return Page.of(read, request, each -> each.key().value());
  }

  /**
   * Deletes a group at once, and its members, who may be millions, in short steps after it.
   *
   * @param expectedVersion the version that is meant, null for whichever
   * @return whether there was one
   * @throws StaleException if the version is another one
   * @throws InUseException if other groups name it as parent
   */
  public boolean delete(GroupKey key, @Nullable Long expectedVersion)
      throws StaleException, InUseException {
    List<String> children = new ArrayList<>();
    boolean deleted =
        jdbi.inTransaction(handle -> {
          store.lock(handle);
          Optional<Group> before = store.find(handle, key);
          if (before.isEmpty()) {
            return false;
          }
          StaleException.check(before.get().version(), expectedVersion);
          children.addAll(store.children(handle, key));
          if (!children.isEmpty()) {
            return false;
          }
          store.delete(handle, key);
          search.remove(handle, key.value());
          return true;
        });
    if (!children.isEmpty()) {
      throw new InUseException(children.stream().map(each -> "group " + each).toList());
    }
    known.forget(key);
    if (deleted) {
      Thread.ofVirtual().name("group-purge").start(this::purgeQuietly);
    }
    return deleted;
  }

  /**
   * Removes the members of groups that are deleted, also of those that a process left behind which
   * ended meanwhile. {@link #delete} sees to it on a thread of its own.
   */
  void purge() {
    while (jdbi.inTransaction(store::purge)) {}
  }

  private void purgeQuietly() {
    try {
      purge();
    } catch (JdbiException e) {
      LOG.warn("members of deleted groups are left until the next group is deleted", e);
    }
  }

  /** Makes groups found that an older release put; how many. */
  public int completeSearch() {
    return search.complete(jdbi, store::lock);
  }

  /** Takes lines of members for a group; empty if there is no such group. */
  public Optional<MemberImport> importMembers(GroupKey key) {
    return find(key).map(_ -> new MemberImport(members -> addMembers(key, members)));
  }

  /** Removes a member; whether it was one. */
  public boolean removeMember(GroupKey key, RecipientId member) {
    return jdbi.inTransaction(handle -> {
      OptionalLong group = store.hold(handle, key);
      return group.isPresent() && store.removeMember(handle, group.getAsLong(), member);
    });
  }

  /**
   * The group's own members in order of their ids; empty if there is no such group.
   *
   * @throws InvalidException if the cursor is none of ours
   */
  public Optional<Page<RecipientId>> members(GroupKey key, Page.Request request)
      throws InvalidException {
    String after = request.placeOfRecipient();
    if (find(key).isEmpty()) {
      return Optional.empty();
    }
    List<RecipientId> read =
        jdbi.withHandle(handle -> store.members(handle, key, after, request.limit() + 1));
    return Optional.of(Page.of(read, request, RecipientId::value));
  }

  /**
   * Whether there is such a group: at most 2 s old, and what was known last while the database is
   * away.
   */
  public boolean exists(GroupKey key) {
    return known.find(key).isPresent();
  }

  /**
   * Hands over the audience of these groups together, as it is at one moment: each recipient once,
   * in chunks, in memory of one chunk. Groups that are gone have nobody.
   *
   * @param except who is left out, for having been named directly
   * @param chunkSize how many a chunk has; the last one may have fewer, none is empty
   * @param chunks hears each chunk while the database waits
   */
  public void stream(
      Set<GroupKey> groups,
      Set<RecipientId> except,
      int chunkSize,
      Consumer<List<RecipientId>> chunks) {
    if (chunkSize < 1) {
      throw new IllegalArgumentException("chunkSize must be at least 1 but is " + chunkSize);
    }
    // A handle of its own: what the consumer stores must not end up in a transaction that only
    // reads.
    try (Handle handle = jdbi.open()) {
      handle.useTransaction(
          TransactionIsolationLevel.REPEATABLE_READ,
          reading -> {
            reading.execute("SET TRANSACTION READ ONLY");
            var chunker = new Chunker(chunkSize, chunks);
            store.stream(
                reading,
                groups,
                chunkSize,
                member -> {
                  if (!except.contains(member)) {
                    chunker.add(member);
                  }
                });
            chunker.finish();
          });
    }
  }

  private OptionalInt addMembers(GroupKey key, List<RecipientId> members) {
    // In the index's order, so that its pages are visited once; each once, so that the count is.
    Set<RecipientId> distinct = new TreeSet<>(members);
    return jdbi.inTransaction(handle -> {
      OptionalLong group = store.hold(handle, key);
      return group.isEmpty()
          ? OptionalInt.empty()
          : OptionalInt.of(store.addMembers(handle, group.getAsLong(), distinct));
    });
  }

  private List<Fault> parentFaults(Handle handle, GroupKey key, List<GroupKey> parents) {
    Set<String> circular = Set.copyOf(store.circular(handle, key, parents));
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < parents.size(); i++) {
      GroupKey parent = parents.get(i);
      if (parent.equals(key) || circular.contains(parent.value())) {
        faults.add(
            new Fault(
                "/parents/" + i, "group " + parent + " is part of " + key + ": that is a circle"));
      } else if (!store.exists(handle, parent)) {
        faults.add(new Fault("/parents/" + i, "there is no group " + parent));
      }
    }
    return faults;
  }

  /** Gathers members into chunks. */
  private static final class Chunker {
    private final int size;
    private final Consumer<List<RecipientId>> chunks;
    private List<RecipientId> chunk = new ArrayList<>();

    Chunker(int size, Consumer<List<RecipientId>> chunks) {
      this.size = size;
      this.chunks = chunks;
    }

    void add(RecipientId member) {
      chunk.add(member);
      if (chunk.size() == size) {
        finish();
      }
    }

    void finish() {
      if (!chunk.isEmpty()) {
        chunks.accept(chunk);
        chunk = new ArrayList<>(size);
      }
    }
  }
}
