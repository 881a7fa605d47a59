package dev.bongsu.access;

import dev.bongsu.kernel.FreshCache;
import dev.bongsu.kernel.Identifiers;
import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The keys of machines. What is known of a key is believed for a minute, and while the database is
 * away for as long as that lasts; so a key that is deleted in another process works for at most a
 * minute more, and one deleted here does not work any more. For many threads. Whatever the database
 * throws comes through where nothing is remembered.
 */
public final class ApiKeys implements Authenticator {
  private static final int MAX_CACHED = 20_000;
  private static final Duration PRESENT_FOR = Duration.ofSeconds(60);

  /** Short, since who makes a key in another process uses it next. */
  private static final Duration ABSENT_FOR = Duration.ofSeconds(2);

  private static final NewApiKey ADMINISTRATOR =
      new NewApiKey("administrator", Role.ADMIN, "admin", null);

  private final Jdbi jdbi;
  private final Clock clock;
  private final RandomGenerator random;
  private final ApiKeyStore store = new ApiKeyStore();
  private final FreshCache<KeyText.Hash, ApiKey> known;

  /**
   * The key of the administrator's file, valid whatever the database says; null before it is read.
   */
  private volatile @Nullable Administrator administrator;

  private record Administrator(KeyText.Hash hash, ApiKey key) {}

  /**
   * A key that was made.
   *
   * @param secret the key itself: nobody can tell it again
   */
  public record Created(ApiKey key, String secret) {
    @Override
    public String toString() {
      return "Created[" + key.id() + "]";
    }
  }

  /**
   * Keys in this database.
   *
   * @param random hard to guess: a {@link java.security.SecureRandom}
   * @param nanoTime the time as by {@link System#nanoTime}, by which what is cached ages
   */
  public ApiKeys(Jdbi jdbi, Clock clock, RandomGenerator random, LongSupplier nanoTime) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.random = random;
    this.known =
        new FreshCache<>(
            MAX_CACHED,
            PRESENT_FOR,
            ABSENT_FOR,
            nanoTime,
            hash -> jdbi.withHandle(handle -> store.find(handle, hash)));
  }

  @Override
  public Optional<Identity> identify(String bearer) {
    if (!KeyText.isOne(bearer)) {
      return Optional.empty();
    }
    KeyText.Hash hash = KeyText.hash(bearer);
    Administrator admin = administrator;
    if (admin != null && admin.hash().equals(hash)) {
      return Optional.of(identity(admin.key()));
    }
    return known.find(hash).filter(this::isValid).map(ApiKeys::identity);
  }

  /**
   * Makes a key.
   *
   * @throws InvalidException if it would have expired already
   */
  public Created create(NewApiKey wanted) throws InvalidException {
    Instant now = clock.instant();
    Instant expiresAt = wanted.expiresAt();
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      throw InvalidException.unprocessable("/expiresAt", "wanted a time that is still to come");
    }
    String secret = KeyText.random(random);
    KeyText.Hash hash = KeyText.hash(secret);
    ApiKey key = jdbi.withHandle(handle -> store.insert(handle, wanted, hash, now));
    known.forget(hash);
    return new Created(key, secret);
  }

  /** What is known about a key. */
  public Optional<ApiKey> find(UUID id) {
    return jdbi.withHandle(handle -> store.find(handle, id));
  }

  /**
   * Keys, the oldest first.
   *
   * @throws InvalidException if the cursor is none of ours
   */
  public Page<ApiKey> list(Page.Request request) throws InvalidException {
    String place = request.place();
    if (place != null && !Identifiers.isUuid(place)) {
      throw Page.Request.malformedCursor();
    }
    UUID after = place == null ? null : UUID.fromString(place);
    List<ApiKey> read = jdbi.withHandle(handle -> store.list(handle, after, request.limit() + 1));
    return Page.of(read, request, each -> each.id().toString());
  }

  /**
   * Deletes a key: it is nobody's at once in this process, in others within a minute.
   *
   * @return whether there was one
   * @throws InUseException if it is the administrator's of this process, which stands in its file
   */
  public boolean delete(UUID id) throws InUseException {
    Administrator admin = administrator;
    if (admin != null && admin.key().id().equals(id)) {
      throw new InUseException(List.of("the administrator's key file"));
    }
    boolean deleted = jdbi.withHandle(handle -> store.delete(handle, id));
    forget(id);
    return deleted;
  }

  /** Asks the database anew about this key: another process says that it changed. */
  public void forget(UUID id) {
    known.forgetIf(key -> key.id().equals(id));
  }

  /**
   * Makes the administrator's key valid, and its file if it is not there: the key and a line end,
   * readable for its owner only (C3). The same file gives the same key for good, also to a database
   * that has lost it.
   *
   * @throws IOException if the file cannot be read or written, or holds no key
   */
  public void adminKey(Path file) throws IOException {
    String secret = AdminKeyFile.keep(file, () -> KeyText.random(random));
    KeyText.Hash hash = KeyText.hash(secret);
    ApiKey key =
        jdbi.inTransaction(handle ->
            store
                .find(handle, hash)
                .orElseGet(() -> store.insert(handle, ADMINISTRATOR, hash, clock.instant())));
    administrator = new Administrator(hash, key);
    known.forget(hash);
  }

  private boolean isValid(ApiKey key) {
    Instant expiresAt = key.expiresAt();
    return expiresAt == null || clock.instant().isBefore(expiresAt);
  }

  private static Identity identity(ApiKey key) {
    return new Identity(key.subject(), key.role());
  }
}
