package dev.bongsu.template;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.FreshCache;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.StaleException;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Templates in the database, with what is used of them in memory. */
public final class DatabaseTemplates implements Templates {
  /** Under the two seconds that are promised, by what a look at the database takes. */
  private static final Duration BELIEVED = Duration.ofMillis(1500);

  private static final int MAX_KEYS = 100_000;
  private static final long MAX_CACHED_BYTES = 32 << 20;

  private final Database database;
  private final Clock clock;
  private final TemplateStore store = new TemplateStore();
  private final FreshCache<TemplateKey, Integer> live;
  private final Cache<VersionId, Loaded> versions =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_BYTES)
          .weigher((VersionId _, Loaded loaded) -> loaded.bytes())
          .build();

  /** Templates in a database that has the migrations of this room. */
  public DatabaseTemplates(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.live =
        new FreshCache<>(MAX_KEYS, BELIEVED, Duration.ZERO, System::nanoTime, this::liveVersion);
  }

  private record VersionId(TemplateKey key, int version) {}

  private record Loaded(Template template, int bytes) {}

  @Override
  public Saved put(
      TemplateKey key,
      Map<String, @Nullable Object> body,
      String author,
      @Nullable Long expectedVersion,
      boolean publish)
      throws InvalidException, StaleException {
    Definition definition = Definition.of(body);
    Saved saved =
        database
            .jdbi()
            .inTransaction(handle -> {
              TemplateStore.State state = store.lock(handle, key);
              boolean created = state.live() == 0;
              requireExpected(created ? 0 : state.latest(), expectedVersion);
              var version =
                  new TemplateVersion(
                      key,
                      state.latest() + 1,
                      body,
                      author,
                      clock.instant().truncatedTo(ChronoUnit.MILLIS));
              store.add(handle, version);
              boolean goesLive = created || publish;
              if (goesLive) {
                store.publish(handle, key, version.version(), definition);
              }
              int nowLive = goesLive ? version.version() : state.live();
              return new Saved(created, new TemplateView(version, version.version(), nowLive));
            });
    live.forget(key);
    return saved;
  }

  @Override
  public Optional<TemplateView> publish(TemplateKey key, int version) throws InvalidException {
    Optional<TemplateView> view =
        database
            .jdbi()
            .inTransaction(handle -> {
              if (store.state(handle, key).filter(each -> each.live() > 0).isEmpty()) {
                return Optional.empty();
              }
              TemplateVersion wanted =
                  store
                      .version(handle, key, version)
                      .orElseThrow(() -> unknownVersion(key, version));
              store.publish(handle, key, version, Definition.of(wanted.body()));
              return store.view(handle, key);
            });
    live.forget(key);
    return view;
  }

  @Override
  public Optional<Template> find(TemplateKey key) throws TemplatesUnavailableException {
    try {
      Optional<Integer> version = live.find(key);
      return version.isPresent() ? version(key, version.get()) : Optional.empty();
    } catch (JdbiException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Optional<Template> version(TemplateKey key, int version)
      throws TemplatesUnavailableException {
    var id = new VersionId(key, version);
    try {
      return Optional.ofNullable(versions.get(id, this::loaded)).map(Loaded::template);
    } catch (JdbiException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Optional<TemplateView> view(TemplateKey key) {
    return database.jdbi().withHandle(handle -> store.view(handle, key));
  }

  @Override
  public boolean delete(TemplateKey key, @Nullable Long expectedVersion) throws StaleException {
    boolean deleted =
        database
            .jdbi()
            .inTransaction(handle -> {
              Optional<TemplateStore.State> state =
                  store.state(handle, key).filter(each -> each.live() > 0);
              requireExpected(state.map(TemplateStore.State::latest).orElse(0), expectedVersion);
              if (state.isPresent()) {
                store.hide(handle, key);
              }
              return state.isPresent();
            });
    live.forget(key);
    return deleted;
  }

  @Override
  public Page<TemplateView> list(TemplateFilter filter, Page.Request page) throws InvalidException {
    String after = page.place();
    if (after != null && after.indexOf('\0') >= 0) {
      throw Page.Request.malformedCursor();
    }
    List<TemplateView> read =
        database
            .jdbi()
            .inTransaction(
                handle -> store.list(handle, filter, after == null ? "" : after, page.limit() + 1));
    return Page.of(read, page, view -> view.shown().key().value());
  }

  @Override
  public Optional<Preview> preview(TemplateKey key, PreviewRequest request)
      throws InvalidException {
    Optional<TemplateView> view = view(key);
    if (view.isEmpty()) {
      return Optional.empty();
    }
    int version = request.version() == null ? view.get().liveVersion() : request.version();
    TemplateVersion shown =
        database
            .jdbi()
            .withHandle(handle -> store.version(handle, key, version))
            .orElseThrow(() -> unknownVersion(key, version));
    return Optional.of(Previews.of(version, Definition.of(shown.body()), request));
  }

  private Optional<Integer> liveVersion(TemplateKey key) {
    OptionalInt version = database.jdbi().withHandle(handle -> store.live(handle, key));
    return version.isPresent() ? Optional.of(version.getAsInt()) : Optional.empty();
  }

  private @Nullable Loaded loaded(VersionId id) {
    Optional<TemplateVersion> stored =
        database.jdbi().withHandle(handle -> store.version(handle, id.key(), id.version()));
    if (stored.isEmpty()) {
      return null;
    }
    Map<String, @Nullable Object> body = stored.get().body();
    try {
      var template = new Template(id.key(), id.version(), Definition.of(body));
      return new Loaded(template, Json.write(body).length);
    } catch (InvalidException e) {
      throw new IllegalStateException(
          "version " + id.version() + " of template " + id.key() + " was taken but is faulty now",
          e);
    }
  }

  private static void requireExpected(int latest, @Nullable Long expected) throws StaleException {
    if (expected != null && expected != latest) {
      throw new StaleException(latest, expected);
    }
  }

  private static InvalidException unknownVersion(TemplateKey key, int version) {
    return InvalidException.unprocessable(
        List.of(new Fault("/version", "template " + key + " has no version " + version)));
  }

  /** The template cannot be read, if that is why; any other failure goes on as it is. */
  private static TemplatesUnavailableException unavailable(JdbiException e) {
    if (!Database.isAway(e)) {
      throw e;
    }
    return new TemplatesUnavailableException(e);
  }
}
