package dev.bongsu.access;

import dev.bongsu.kernel.FreshCache;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.StaleException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Who may read, edit and publish which templates. What a subject may is believed for at most 2 s
 * while the database answers, and as it was known last while it does not. For many threads.
 * Whatever the database throws comes through where nothing is remembered.
 */
public final class Authoring {
  /** How many {@link TemplateRights} there may be. */
  static final int MAX_ENTRIES = 1_000;

  private static final int MAX_CACHED = 10_000;

  /** Under the two seconds that are promised, by what a look at the database takes. */
  private static final Duration BELIEVED = Duration.ofMillis(1_500);

  private final Jdbi jdbi;
  private final Clock clock;
  private final TemplateRightsStore store = new TemplateRightsStore();
  private final FreshCache<String, AuthorRights> known;

  /** What was put, and whether it was not there before. */
  public record Saved(TemplateRights value, boolean created) {}

  /**
   * Rights in this database.
   *
   * @param nanoTime the time as by {@link System#nanoTime}, by which what is cached ages
   */
  public Authoring(Jdbi jdbi, Clock clock, LongSupplier nanoTime) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.known =
        new FreshCache<>(
            MAX_CACHED,
            BELIEVED,
            BELIEVED,
            nanoTime,
            subject ->
                Optional.of(AuthorRights.by(jdbi.withHandle(handle -> store.of(handle, subject)))));
  }

  /** What a subject may do. */
  public AuthorRights of(String subject) {
    return known.find(subject).orElse(AuthorRights.NONE);
  }

  /**
   * Creates or replaces rights.
   *
   * @param body as the HTTP contract gives it
   * @param expectedVersion the version that this is meant to replace, null for whichever
   * @throws InvalidException with every fault of the body, or if there would be more than 1,000
   * @throws StaleException if the version is another one, 0 if there are no such rights
   */
  public Saved put(
      TemplateRightsKey key, Map<String, @Nullable Object> body, @Nullable Long expectedVersion)
      throws InvalidException, StaleException {
    TemplateRights given = TemplateRights.read(key, body, clock.instant());
    Optional<Saved> saved =
        jdbi.inTransaction(handle -> {
          store.lock(handle);
          Optional<TemplateRights> before = store.find(handle, key);
          StaleException.check(versionOf(before), expectedVersion);
          if (before.isEmpty() && store.count(handle) >= MAX_ENTRIES) {
            return Optional.empty();
          }
          store.put(handle, given);
          return Optional.of(new Saved(store.find(handle, key).orElseThrow(), before.isEmpty()));
        });
    if (saved.isEmpty()) {
      throw InvalidException.unprocessable(
          "", "wanted at most " + MAX_ENTRIES + " template rights, which there are already");
    }
    known.forgetIf(_ -> true);
    return saved.get();
  }

  /** The rights of this key. */
  public Optional<TemplateRights> find(TemplateRightsKey key) {
    return jdbi.withHandle(handle -> store.find(handle, key));
  }

  /**
   * Rights in the order of their keys.
   *
   * @param query what key, name or description should be like, mistyped or not; null for all
   * @param member a subject among the members, null for anybody
   * @throws InvalidException if the cursor is none of ours
   */
  public Page<TemplateRights> list(
      @Nullable String query, @Nullable String member, Page.Request request)
      throws InvalidException {
    String after = request.placeOfKey();
    List<TemplateRights> read =
        jdbi.inTransaction(handle -> store.list(handle, query, member, after, request.limit() + 1));
    return Page.of(read, request, each -> each.key().value());
  }

  /**
   * Takes rights away: in this process with the answer, in others within 2 s.
   *
   * @param expectedVersion the version that is meant, null for whichever
   * @return whether there were any
   * @throws StaleException if the version is another one
   */
  public boolean delete(TemplateRightsKey key, @Nullable Long expectedVersion)
      throws StaleException {
    boolean deleted =
        jdbi.inTransaction(handle -> {
          store.lock(handle);
          Optional<TemplateRights> before = store.find(handle, key);
          if (before.isEmpty()) {
            return false;
          }
          StaleException.check(versionOf(before), expectedVersion);
          store.delete(handle, key);
          return true;
        });
    known.forgetIf(_ -> true);
    return deleted;
  }

  private static long versionOf(Optional<TemplateRights> rights) {
    return rights.map(TemplateRights::version).orElse(0L);
  }
}
