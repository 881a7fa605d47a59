package dev.bongsu.directory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.RecipientId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Who can be reached and where. For many threads. Whatever the database throws comes through. */
public final class Recipients {
  private static final Duration FRESH_FOR = Duration.ofSeconds(2);
  private static final int MAX_PER_QUERY = 1_000;

  /** About 32 MB: a recipient of two addresses weighs some 500. */
  private static final long MAX_CACHED_BYTES = 32L << 20;

  private static final int BYTES_PER_ENTRY = 200;
  private static final int BYTES_PER_PART = 100;

  private final Jdbi jdbi;
  private final Clock clock;
  private final RecipientStore store = new RecipientStore();
  private final GroupStore groups = new GroupStore();
  private final Cache<RecipientId, Optional<Recipient>> cache;

  /**
   * Recipients in this database.
   *
   * @param nanoTime the time as by {@link System#nanoTime}, by which what is cached ages
   */
  public Recipients(Jdbi jdbi, Clock clock, LongSupplier nanoTime) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(MAX_CACHED_BYTES)
            .weigher(Recipients::weight)
            .expireAfterWrite(FRESH_FOR)
            .ticker(nanoTime::getAsLong)
            .build();
  }

  /**
   * Creates or replaces a recipient.
   *
   * @param body as the HTTP contract gives it
   * @throws InvalidException with every fault of the body
   */
  public Saved<Recipient> put(RecipientId id, Map<String, @Nullable Object> body)
      throws InvalidException {
    Recipient recipient = RecipientJson.read(id, body);
    return new Saved<>(recipient, put(List.of(recipient)).getFirst());
  }

  /**
   * Changes what a merge patch (RFC 7396) names. Addresses that it does not name keep the date of
   * their registration.
   *
   * @return the recipient as it is now, empty if there is none
   * @throws InvalidException with every fault of what would come of it
   */
  public Optional<Recipient> patch(RecipientId id, Map<String, @Nullable Object> patch)
      throws InvalidException {
    Optional<Recipient> patched =
        jdbi.inTransaction(handle -> {
          Optional<RecipientStore.Row> before = store.find(handle, id, true);
          if (before.isEmpty()) {
            return Optional.empty();
          }
          Recipient after =
              RecipientJson.read(id, MergePatch.applied(before.get().recipient().json(), patch));
          List<StoredAddress> addresses =
              patch.containsKey("addresses")
                  ? registered(after, clock.instant())
                  : before.get().addresses();
          store.put(handle, List.of(new RecipientStore.Row(after, addresses)), clock.instant());
          return Optional.of(after);
        });
    cache.invalidate(id);
    return patched;
  }

  /** The recipient as stored now. */
  public Optional<Recipient> find(RecipientId id) {
    return jdbi.withHandle(handle -> store.find(handle, id, false))
        .map(RecipientStore.Row::recipient);
  }

  /**
   * Erases what is known about a recipient, memberships of groups included.
   *
   * @return whether anything was
   */
  public boolean delete(RecipientId id) {
    boolean known =
        jdbi.inTransaction(handle -> {
          boolean member = groups.removeEverywhere(handle, id);
          return store.delete(handle, id) || member;
        });
    cache.invalidate(id);
    return known;
  }

  /**
   * Recipients in order of their ids.
   *
   * @param query what id or name should be like, mistyped or not; null for all
   * @throws InvalidException if the cursor is none of ours
   */
  public Page<Recipient> list(@Nullable String query, Page.Request request)
      throws InvalidException {
    String after = request.placeOfRecipient();
    List<Recipient> read =
        jdbi.inTransaction(handle -> store.list(handle, query, after, request.limit() + 1));
    return Page.of(read, request, each -> each.id().value());
  }

  /**
   * Takes lines of a batch.
   *
   * @param results hears what became of each line, in order
   */
  public RecipientUpserts upserts(Consumer<Upsert> results) {
    return new RecipientUpserts(this::put, results);
  }

  /**
   * Those of these that there are, at most 2 s old: the path that every delivery takes, so it asks
   * the database once for up to 1,000 that it does not remember.
   */
  public Map<RecipientId, Recipient> lookup(Collection<RecipientId> ids) {
    Map<RecipientId, Recipient> found = HashMap.newHashMap(ids.size());
    Set<RecipientId> unknown = new LinkedHashSet<>();
    for (RecipientId id : ids) {
      Optional<Recipient> cached = cache.getIfPresent(id);
      if (cached == null) {
        unknown.add(id);
      } else {
        cached.ifPresent(recipient -> found.put(id, recipient));
      }
    }
    List<RecipientId> wanted = List.copyOf(unknown);
    for (int from = 0; from < wanted.size(); from += MAX_PER_QUERY) {
      List<RecipientId> part = wanted.subList(from, Math.min(wanted.size(), from + MAX_PER_QUERY));
      Map<RecipientId, Recipient> read = jdbi.withHandle(handle -> store.find(handle, part));
      part.forEach(id -> cache.put(id, Optional.ofNullable(read.get(id))));
      found.putAll(read);
    }
    return found;
  }

  /**
   * Removes an address that its provider calls dead, unless it was registered again after that.
   *
   * @param since when it died, as far as the provider knows
   */
  public void forget(RecipientId id, Address address, Instant since) {
    jdbi.useTransaction(handle -> {
      Optional<RecipientStore.Row> before = store.find(handle, id, true);
      if (before.isEmpty()) {
        return;
      }
      List<StoredAddress> kept =
          before.get().addresses().stream()
              .filter(each -> !each.address().equals(address) || each.registeredAt().isAfter(since))
              .toList();
      if (kept.size() < before.get().addresses().size()) {
        store.put(
            handle,
            List.of(new RecipientStore.Row(before.get().recipient(), kept)),
            clock.instant());
      }
    });
    cache.invalidate(id);
  }

  /**
   * Stores these in one transaction and answers, in their order, whether each came into being. Of
   * those with one id the last one stays.
   */
  private List<Boolean> put(List<Recipient> recipients) {
    Instant now = clock.instant();
    Map<RecipientId, Recipient> last = new LinkedHashMap<>();
    recipients.forEach(each -> last.put(each.id(), each));
    List<RecipientStore.Row> rows = new ArrayList<>(last.size());
    last.values().forEach(each -> rows.add(new RecipientStore.Row(each, registered(each, now))));
    Collections.sort(
        rows, (left, right) -> left.recipient().id().compareTo(right.recipient().id()));
    Map<RecipientId, Boolean> created = jdbi.inTransaction(handle -> store.put(handle, rows, now));
    cache.invalidateAll(last.keySet());
    List<Boolean> answers = new ArrayList<>(recipients.size());
    for (Recipient each : recipients) {
      answers.add(Boolean.TRUE.equals(created.put(each.id(), false)));
    }
    return answers;
  }

  private static List<StoredAddress> registered(Recipient recipient, Instant at) {
    return recipient.addresses().stream().map(each -> new StoredAddress(each, at)).toList();
  }

  private static int weight(RecipientId id, Optional<Recipient> recipient) {
    int parts =
        recipient
            .map(each ->
                2 * each.addresses().size()
                    + each.addresses().stream().mapToInt(a -> a.value().length()).sum()
                        / BYTES_PER_PART
                    + 4 * each.attributes().size())
            .orElse(0);
    return BYTES_PER_ENTRY + id.value().length() + parts * BYTES_PER_PART;
  }
}
