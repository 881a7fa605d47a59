package dev.bongsu.directory;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.AfterUnknown;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.FreshCache;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.StaleException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What notifications are about. For many threads. Whatever the database throws comes through. */
public final class Categories {
  private static final int MAX_CACHED = 10_000;
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MAX_DESCRIPTION_LENGTH = 4_000;
  private static final Duration PRESENT_FOR = Duration.ofSeconds(2);

  /** Short, since who makes a category in another process uses it next. */
  private static final Duration ABSENT_FOR = Duration.ofMillis(500);

  private final Jdbi jdbi;
  private final Clock clock;
  private final CategoryStore store = new CategoryStore();
  private final DescribedSearchStore search = new DescribedSearchStore("category");
  private final FreshCache<CategoryKey, Category> known;

  /**
   * Categories in this database.
   *
   * @param nanoTime the time as by {@link System#nanoTime}, by which what is cached ages
   */
  public Categories(Jdbi jdbi, Clock clock, LongSupplier nanoTime) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.known =
        new FreshCache<>(
            MAX_CACHED,
            PRESENT_FOR,
            ABSENT_FOR,
            nanoTime,
            key -> jdbi.withHandle(handle -> store.find(handle, key)));
  }

  /**
   * Creates or replaces a category.
   *
   * @param body as the HTTP contract gives it
   * @param expectedVersion the version that this is meant to replace, null for whichever
   * @throws InvalidException with every fault of the body
   * @throws StaleException if the version is another one, 0 if there is no such category
   */
  public Saved<Category> put(
      CategoryKey key, Map<String, @Nullable Object> body, @Nullable Long expectedVersion)
      throws InvalidException, StaleException {
    Category given = read(key, body, clock.instant());
    Saved<Category> saved =
        jdbi.inTransaction(handle -> {
          store.lock(handle);
          Optional<Category> before = store.find(handle, key);
          StaleException.check(before.map(Category::version).orElse(0L), expectedVersion);
          store.put(handle, given);
          Category stored = store.find(handle, key).orElseThrow();
          search.put(handle, key.value(), stored.name(), stored.description(), stored.version());
          return new Saved<>(stored, before.isEmpty());
        });
    known.forget(key);
    return saved;
  }

  /** The category: at most 2 s old, and what was known last while the database is away. */
  public Optional<Category> find(CategoryKey key) {
    return known.find(key);
  }

  /**
   * Categories in order of their keys, or of how well they fit.
   *
   * @param query words that key, name or description have, mistyped or not; null for all
   * @throws InvalidException if the cursor is none of ours
   */
  public Page<Category> list(@Nullable String query, Page.Request request) throws InvalidException {
    if (query != null && !query.isBlank()) {
      return search.page(jdbi, query, request, store::list, each -> each.key().value());
    }
    String after = request.placeOfKey();
    List<Category> read = jdbi.withHandle(handle -> store.list(handle, after, request.limit() + 1));
    return Page.of(read, request, each -> each.key().value());
  }

  /**
   * Deletes a category. Templates that name it go on without it.
   *
   * @param expectedVersion the version that is meant, null for whichever
   * @return whether there was one
   * @throws StaleException if the version is another one
   */
  public boolean delete(CategoryKey key, @Nullable Long expectedVersion) throws StaleException {
    boolean deleted =
        jdbi.inTransaction(handle -> {
          store.lock(handle);
          Optional<Category> before = store.find(handle, key);
          if (before.isEmpty()) {
            return false;
          }
          StaleException.check(before.get().version(), expectedVersion);
          store.delete(handle, key);
          search.remove(handle, key.value());
          return true;
        });
    known.forget(key);
    return deleted;
  }

  /** Makes categories found that an older release put; how many. */
  public int completeSearch() {
    return search.complete(jdbi, store::lock);
  }

  private static Category read(CategoryKey key, Map<String, @Nullable Object> body, Instant now)
      throws InvalidException {
    Fields fields = Fields.of(body);
    String name = Texts.line(fields, "name", MAX_NAME_LENGTH);
    String description = fields.textWithoutNul("description", MAX_DESCRIPTION_LENGTH);
    Boolean required = fields.bool("required");
    List<Channel> channels =
        fields.list("channels", Channel.values().length, "a channel", Channel::named);
    Category.FrequencyCap cap = null;
    Fields given = fields.child("frequencyCap");
    if (given != null) {
      given.missing("max");
      given.missing("per");
      Integer max = given.integer("max", 1, Integer.MAX_VALUE);
      boolean lasts = given.duration("per") != null;
      cap =
          max != null && lasts && given.raw("per") instanceof String per
              ? new Category.FrequencyCap(max, per)
              : null;
    }
    AfterUnknown afterUnknown = fields.named("afterUnknown", "retry or stop", AfterUnknown::named);
    fields.done();
    return new Category(
        key,
        name,
        description,
        Boolean.TRUE.equals(required),
        channels.stream().distinct().toList(),
        cap,
        afterUnknown == null ? AfterUnknown.RETRY : afterUnknown,
        1,
        now,
        now);
  }
}
