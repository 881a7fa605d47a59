package dev.bongsu.template;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.FreshCache;
import dev.bongsu.kernel.Identifiers;
import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.StaleException;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.store.Database;
import dev.bongsu.store.SearchHit;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/** Templates in the database, with what is used of them in memory. */
public final class DatabaseTemplates implements Templates {
  /** Under the two seconds that are promised, by what a look at the database takes. */
  private static final Duration BELIEVED = Duration.ofMillis(1500);

  private static final int MAX_KEYS = 100_000;
  private static final int MAX_CACHED_BYTES = 32 << 20;

  /** So that there is room for the largest too, which would be compiled for each message else. */
  private static final int MAX_ENTRY_BYTES = MAX_CACHED_BYTES / 2;

  private final Database database;
  private final TemplateStore store = new TemplateStore();
  private final EditionStore editions = new EditionStore();
  private final TemplateSearchStore search = new TemplateSearchStore();
  private final TemplateChanges changes;
  private final FreshCache<TemplateKey, EditionStore.Live> live;
  private final FreshCache<Numbered, Standing> standings;
  private final Cache<VersionId, Loaded> versions =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_BYTES)
          .weigher((VersionId _, Loaded loaded) -> loaded.bytes())
          .build();

  /**
   * Templates in a database that has the migrations of this room.
   *
   * @param nanoTime the time as by {@link System#nanoTime}, by which what is cached ages
   * @param approval the same in all processes
   */
  public DatabaseTemplates(
      Database database, Clock clock, LongSupplier nanoTime, Approval approval) {
    this.database = database;
    this.changes = new TemplateChanges(database, clock, store, editions, search, approval);
    this.live =
        new FreshCache<>(
            MAX_KEYS,
            BELIEVED,
            Duration.ZERO,
            nanoTime,
            key -> database.jdbi().withHandle(handle -> editions.live(handle, key)));
    this.standings =
        new FreshCache<>(
            MAX_KEYS,
            BELIEVED,
            Duration.ZERO,
            nanoTime,
            each -> database.jdbi().withHandle(handle -> standing(handle, each, approval)));
  }

  /**
   * Content of notifications, which may call the functions kept here.
   *
   * @param maxCachedBytes how much of what was read last is kept compiled
   */
  public InlineContents inlineContents(long maxCachedBytes) {
    return new InlineContents(new CalledFunctions(), maxCachedBytes);
  }

  private record Numbered(TemplateKey key, int version) {}

  /** The last edition that changed how a version looks, and whether it may be sent. */
  private record Standing(long edition, boolean approved) {}

  private record VersionId(TemplateKey key, int version, long edition) {}

  /** A version that was read once, with what is wrong with it if it cannot be used. */
  private record Loaded(@Nullable Template template, List<Fault> faults, int bytes) {}

  @Override
  public Saved put(
      TemplateKey key,
      Map<String, @Nullable Object> body,
      String author,
      @Nullable Long expectedVersion,
      GoLive goLive)
      throws InvalidException, StaleException, FourEyesException {
    Saved saved = changes.put(key, body, author, expectedVersion, goLive);
    live.forget(key);
    return saved;
  }

  @Override
  public Map<TemplateKey, Verdict> dryRun(List<Proposal> proposals, String author) {
    return changes.dryRun(proposals, author);
  }

  @Override
  public Optional<Published> publish(TemplateKey key, int version, String author)
      throws InvalidException, FourEyesException {
    return forgotten(changes.publish(key, version, author));
  }

  @Override
  public Optional<Published> rollback(TemplateKey key, int version, String author)
      throws InvalidException, FourEyesException {
    return forgotten(changes.rollback(key, version, author));
  }

  @Override
  public boolean delete(TemplateKey key, @Nullable Long expectedVersion, String author)
      throws StaleException, InUseException {
    boolean deleted = changes.delete(key, expectedVersion, author);
    live.forget(key);
    return deleted;
  }

  /** So that whoever publishes sees it at once; other processes see it within two seconds. */
  private Optional<Published> forgotten(Optional<Published> published) {
    published.ifPresent(each -> {
      live.forget(each.key());
      each.children().forEach(live::forget);
    });
    return published;
  }

  @Override
  public Optional<Template> find(TemplateKey key)
      throws InvalidException, TemplatesUnavailableException {
    try {
      Optional<EditionStore.Live> now = live.find(key);
      return now.isPresent()
          ? version(key, now.get().version(), now.get().edition())
          : Optional.empty();
    } catch (JdbiException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Optional<Template> find(TemplateKey key, int version)
      throws InvalidException, TemplatesUnavailableException {
    try {
      Optional<Standing> standing = standings.find(new Numbered(key, version));
      if (standing.isPresent() && !standing.get().approved()) {
        throw InvalidException.unprocessable(
            "", "it was never live, and somebody else than its author has to publish it first");
      }
      return standing.isPresent()
          ? version(key, version, standing.get().edition())
          : Optional.empty();
    } catch (JdbiException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Optional<Template> version(TemplateKey key, int version, long edition)
      throws InvalidException, TemplatesUnavailableException {
    var id = new VersionId(key, version, edition);
    Loaded loaded;
    try {
      loaded = versions.get(id, this::loaded);
    } catch (JdbiException e) {
      throw unavailable(e);
    }
    if (loaded == null) {
      return Optional.empty();
    }
    if (loaded.template() == null) {
      throw InvalidException.unprocessable(loaded.faults());
    }
    return Optional.of(loaded.template());
  }

  @Override
  public Optional<TemplateView> view(TemplateKey key) {
    return database.jdbi().withHandle(handle -> store.view(handle, key));
  }

  @Override
  public Optional<TemplateView> view(TemplateKey key, int version) {
    return database.jdbi().withHandle(handle -> store.view(handle, key, version));
  }

  @Override
  public Optional<Page<VersionEntry>> versions(TemplateKey key, Page.Request page)
      throws InvalidException {
    int before = before(page);
    if (view(key).isEmpty()) {
      return Optional.empty();
    }
    List<VersionEntry> read =
        database.jdbi().withHandle(handle -> store.history(handle, key, before, page.limit() + 1));
    return Optional.of(Page.of(read, page, each -> Integer.toString(each.version())));
  }

  @Override
  public Optional<BodyDiff> diff(TemplateKey key, @Nullable Integer from, @Nullable Integer to)
      throws InvalidException {
    Optional<TemplateView> now = view(key);
    if (now.isEmpty()) {
      return Optional.empty();
    }
    TemplateVersion before = named(key, from == null ? Math.max(1, now.get().liveVersion()) : from);
    TemplateVersion after = named(key, to == null ? now.get().latestVersion() : to);
    return Optional.of(BodyDiff.of(before, after));
  }

  private Optional<Standing> standing(Handle handle, Numbered wanted, Approval approval) {
    boolean approved =
        !approval.isWanted(wanted.key())
            || editions.wasLive(handle, wanted.key(), wanted.version());
    return editions
        .editionOf(handle, wanted.key(), wanted.version())
        .map(edition -> new Standing(edition, approved));
  }

  private TemplateVersion named(TemplateKey key, int version) throws InvalidException {
    return database
        .jdbi()
        .withHandle(handle -> store.version(handle, key, version))
        .orElseThrow(() -> Templates.unknownVersion("", key, version));
  }

  private static int before(Page.Request page) throws InvalidException {
    String place = page.place();
    try {
      return place == null ? Integer.MAX_VALUE : Integer.parseInt(place);
    } catch (NumberFormatException _) {
      throw Page.Request.malformedCursor();
    }
  }

  @Override
  public Page<TemplateView> list(TemplateFilter filter, Page.Request page) throws InvalidException {
    String typed = filter.q();
    if (typed != null && !typed.isBlank()) {
      return found(typed, filter, page);
    }
    String after = page.place();
    if (after != null && !Identifiers.isKey(after)) {
      throw Page.Request.malformedCursor();
    }
    List<TemplateView> read =
        database
            .jdbi()
            .inTransaction(
                handle -> store.list(handle, filter, after == null ? "" : after, page.limit() + 1));
    return Page.of(read, page, view -> view.shown().key().value());
  }

  private Page<TemplateView> found(String typed, TemplateFilter filter, Page.Request page)
      throws InvalidException {
    String place = page.place();
    SearchHit after =
        place == null ? null : SearchHit.at(place).orElseThrow(Page.Request::malformedCursor);
    // One snapshot, or a template could be found and be gone when it is read.
    return database
        .jdbi()
        .<Page<TemplateView>, RuntimeException>inTransaction(
            TransactionIsolationLevel.REPEATABLE_READ,
            handle -> {
              List<SearchHit> read = search.find(handle, typed, filter, after, page.limit() + 1);
              Page<SearchHit> hits = Page.of(read, page, SearchHit::place);
              List<String> keys = hits.items().stream().map(SearchHit::key).toList();
              return new Page<>(store.views(handle, keys), hits.nextCursor());
            });
  }

  @Override
  public Optional<Preview> preview(TemplateKey key, PreviewRequest request)
      throws InvalidException {
    Optional<TemplateView> view = view(key);
    if (view.isEmpty()) {
      return Optional.empty();
    }
    int version = request.version() == null ? view.get().shown().version() : request.version();
    return database
        .jdbi()
        .<Optional<Preview>, InvalidException>withHandle(handle -> {
          TemplateVersion shown =
              store
                  .version(handle, key, version)
                  .orElseThrow(() -> Templates.unknownVersion("/version", key, version));
          long now = editions.latest(handle);
          var compiler = new Compiler(new StoredLibrary(handle, store, editions, now));
          Definition definition = compiler.compile(key, shown.body(), Judgement.OF_STORED);
          return Optional.of(Previews.of(version, definition, request));
        });
  }

  private final class CalledFunctions implements FunctionShelf {
    @Override
    public long edition(Collection<TemplateKey> functions) throws TemplatesUnavailableException {
      try {
        long last = 0;
        for (TemplateKey each : functions) {
          last = Math.max(last, live.find(each).map(EditionStore.Live::edition).orElse(0L));
        }
        return last;
      } catch (JdbiException e) {
        throw unavailable(e);
      }
    }

    @Override
    public CompiledContent compiled(Map<String, @Nullable Object> content, long edition)
        throws InvalidException, TemplatesUnavailableException {
      try {
        return database
            .jdbi()
            .<CompiledContent, InvalidException>withHandle(handle ->
                new Compiler(new StoredLibrary(handle, store, editions, edition)).inline(content));
      } catch (JdbiException e) {
        throw unavailable(e);
      }
    }
  }

  private @Nullable Loaded loaded(VersionId id) {
    return database
        .jdbi()
        .withHandle(handle -> {
          Optional<TemplateVersion> stored = store.version(handle, id.key(), id.version());
          return stored.isPresent() ? loaded(handle, id, stored.get()) : null;
        });
  }

  private Loaded loaded(Handle handle, VersionId id, TemplateVersion stored) {
    int bytes = Json.write(stored.body()).length;
    var compiler = new Compiler(new StoredLibrary(handle, store, editions, id.edition()));
    try {
      Definition definition = compiler.compile(id.key(), stored.body(), Judgement.OF_STORED);
      var template = new Template(id.key(), id.version(), id.edition(), definition);
      long kept = (long) bytes + definition.content().bytes();
      return new Loaded(template, List.of(), (int) Math.min(kept, MAX_ENTRY_BYTES));
    } catch (InvalidException e) {
      return new Loaded(null, e.faults(), bytes);
    }
  }

  /** The template cannot be read, if that is why; any other failure goes on as it is. */
  private static TemplatesUnavailableException unavailable(JdbiException e) {
    if (!Database.isAway(e)) {
      throw e;
    }
    return new TemplatesUnavailableException(e);
  }
}
