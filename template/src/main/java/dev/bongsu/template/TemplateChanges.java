package dev.bongsu.template;

import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.StaleException;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.store.Database;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Makes versions and publishes them, one change after another: so that whatever is live goes
 * together with all that is live beside it. For many threads.
 */
final class TemplateChanges {
  private static final int MAX_FAULTS = 100;
  private static final String UNDONE_TO = "proposal";

  private final Database database;
  private final Clock clock;
  private final TemplateStore store;
  private final EditionStore editions;
  private final TemplateSearchStore search;
  private final Approval approval;

  /** Held before the database's own lock, so that those who wait hold no connection meanwhile. */
  private final ReentrantLock turn = new ReentrantLock();

  TemplateChanges(
      Database database,
      Clock clock,
      TemplateStore store,
      EditionStore editions,
      TemplateSearchStore search,
      Approval approval) {
    this.database = database;
    this.clock = clock;
    this.store = store;
    this.editions = editions;
    this.search = search;
    this.approval = approval;
  }

  /** A change that is made in one transaction, or not at all. */
  @FunctionalInterface
  private interface Change<T, X extends Exception, Y extends Exception, Z extends Exception> {
    T make(Handle handle) throws X, Y, Z;
  }

  /** Has a version of a template go live that is there. */
  @FunctionalInterface
  private interface Publication {
    Published of(Handle handle, TemplateStore.State state)
        throws InvalidException, FourEyesException;
  }

  /**
   * What comes of a version's being live.
   *
   * @param children who uses it, through others too
   */
  private record Effect(List<TemplateKey> children, List<String> warnings) {
    Published published(TemplateKey key, int version, int latest) {
      return new Published(key, version, latest, children, warnings);
    }
  }

  /** See {@link Templates#put}. */
  Templates.Saved put(
      TemplateKey key,
      Map<String, @Nullable Object> body,
      String author,
      @Nullable Long expectedVersion,
      GoLive goLive)
      throws InvalidException, StaleException, FourEyesException {
    if (goLive == GoLive.AT_ONCE && approval.isWanted(key)) {
      throw FourEyesException.ofNew();
    }
    var proposal = new Proposal(key, body, goLive);
    return this.<Templates.Saved, InvalidException, StaleException, FourEyesException>inTurn(
        handle -> {
          TemplateStore.State state = store.stateOrNew(handle, key);
          StaleException.check(state.exists() ? state.latest() : 0, expectedVersion);
          return saved(handle, state, proposal, author);
        },
        Handle::commit);
  }

  /** See {@link Templates#dryRun}. */
  Map<TemplateKey, Verdict> dryRun(List<Proposal> proposals, String author) {
    return this
        .<Map<TemplateKey, Verdict>, RuntimeException, RuntimeException, RuntimeException>inTurn(
            handle -> {
              Map<TemplateKey, Verdict> verdicts = new HashMap<>();
              for (Proposal each : proposals) {
                verdicts.put(each.key(), verdict(handle, each, author));
              }
              for (Proposal each : proposals) {
                if (verdicts.get(each.key()) instanceof Verdict.Refused) {
                  verdicts.put(each.key(), verdict(handle, each, author));
                }
              }
              return verdicts;
            },
            Handle::rollback);
  }

  /** Makes a version if it can be made, until the transaction ends. */
  private Verdict verdict(Handle handle, Proposal proposal, String author) {
    Proposal allowed = approval.isWanted(proposal.key()) ? proposal.asDraft() : proposal;
    handle.savepoint(UNDONE_TO);
    try {
      TemplateStore.State state = store.stateOrNew(handle, proposal.key());
      var valid = new Verdict.Valid(saved(handle, state, allowed, author).warnings());
      handle.releaseSavepoint(UNDONE_TO);
      return valid;
    } catch (InvalidException e) {
      handle.rollbackToSavepoint(UNDONE_TO);
      return new Verdict.Refused(e);
    } catch (FourEyesException _) {
      handle.rollbackToSavepoint(UNDONE_TO);
      return verdict(handle, proposal.asDraft(), author);
    }
  }

  private Templates.Saved saved(
      Handle handle, TemplateStore.State state, Proposal proposal, String author)
      throws InvalidException, FourEyesException {
    TemplateKey key = proposal.key();
    boolean created = !state.exists();
    Definition definition = compiler(handle).compile(key, proposal.body());
    TemplateVersion version =
        add(handle, key, state.latest() + 1, proposal.body(), author, definition.names());
    boolean goesLive =
        switch (proposal.goLive()) {
          case NEVER -> false;
          case IF_FIRST -> created && !approval.isWanted(key);
          case AT_ONCE -> true;
        };
    List<String> warnings = List.of();
    if (goesLive) {
      Effect effect = goLive(handle, version, Judgement.OF_AUTHOR, author, "");
      warnings = effect.warnings();
      Optional<TemplateKey> strict = strict(effect.children());
      if (strict.isPresent()) {
        throw FourEyesException.ofNew(strict.get());
      }
    } else if (state.live() == 0) {
      store.index(handle, key, definition);
    }
    search.refresh(handle, key);
    int live = goesLive ? version.version() : state.live();
    return new Templates.Saved(
        created,
        new TemplateView(version, version.version(), live),
        definition.content().unsubscribes(),
        warnings);
  }

  /** See {@link Templates#publish}. */
  Optional<Published> publish(TemplateKey key, int version, String author)
      throws InvalidException, FourEyesException {
    return published(
        key,
        (handle, state) -> {
          TemplateVersion wanted = wanted(handle, key, version);
          OptionalInt own = own(handle, key, version, author);
          if (own.isPresent() && approval.isWanted(key)) {
            throw FourEyesException.ofOwn(key, version, own.getAsInt());
          }
          Judgement judgement = judgement(handle, key, version);
          Effect effect = goLive(handle, wanted, judgement, author, "/version");
          Optional<TemplateKey> strict = strict(effect.children());
          if (own.isPresent() && strict.isPresent()) {
            throw FourEyesException.ofOwn(key, version, own.getAsInt(), strict.get());
          }
          return effect.published(key, version, state.latest());
        });
  }

  /** See {@link Templates#rollback}. */
  Optional<Published> rollback(TemplateKey key, int version, String author)
      throws InvalidException, FourEyesException {
    return published(
        key,
        (handle, state) -> {
          Map<String, @Nullable Object> body =
              new LinkedHashMap<>(wanted(handle, key, version).body());
          boolean approved = editions.wasLive(handle, key, version);
          if (!approved && approval.isWanted(key)) {
            throw FourEyesException.ofUnapproved(key, version);
          }
          body.put("comment", "Roll back to version " + version);
          int number = state.latest() + 1;
          Judgement judgement = judgement(handle, key, version);
          Set<TemplateKey> names = compiler(handle).compile(key, body, judgement).names();
          TemplateVersion again = add(handle, key, number, body, author, names);
          Effect effect = goLive(handle, again, judgement, author, "/version");
          if (!approved && strict(effect.children()).isPresent()) {
            throw FourEyesException.ofUnapproved(key, version);
          }
          return effect.published(key, number, number);
        });
  }

  /** Has a version of a template go live; empty if there is no such template. */
  private Optional<Published> published(TemplateKey key, Publication publication)
      throws InvalidException, FourEyesException {
    return this.<Optional<Published>, InvalidException, FourEyesException, RuntimeException>inTurn(
        handle -> {
          Optional<TemplateStore.State> state = visible(handle, key);
          if (state.isEmpty()) {
            return Optional.empty();
          }
          Published published = publication.of(handle, state.get());
          search.refresh(handle, key);
          return Optional.of(published);
        },
        Handle::commit);
  }

  /** See {@link Templates#delete}. */
  boolean delete(TemplateKey key, @Nullable Long expectedVersion, String author)
      throws StaleException, InUseException {
    return this.<Boolean, StaleException, InUseException, RuntimeException>inTurn(
        handle -> {
          Optional<TemplateStore.State> state = visible(handle, key);
          StaleException.check(state.map(TemplateStore.State::latest).orElse(0), expectedVersion);
          if (state.isEmpty()) {
            return false;
          }
          List<String> users = editions.users(handle, key);
          if (!users.isEmpty()) {
            throw new InUseException(users);
          }
          editions.publish(handle, key, null, author, clock.instant());
          store.remove(handle, key);
          search.refresh(handle, key);
          return true;
        },
        Handle::commit);
  }

  private Optional<TemplateStore.State> visible(Handle handle, TemplateKey key) {
    return store.state(handle, key).filter(TemplateStore.State::exists);
  }

  /** What was live once can be so again, though an earlier release let more pass. */
  private Judgement judgement(Handle handle, TemplateKey key, int version) {
    return editions.wasLive(handle, key, version) ? Judgement.OF_STORED : Judgement.OF_USER;
  }

  /**
   * The newest version with words of the author's own that nobody approved; empty of what was live
   * once, which was approved then.
   */
  private OptionalInt own(Handle handle, TemplateKey key, int version, String author) {
    return editions.wasLive(handle, key, version)
        ? OptionalInt.empty()
        : editions.unapprovedBy(handle, key, version, author);
  }

  /** One of those whose words change whose words somebody else has to publish. */
  private Optional<TemplateKey> strict(List<TemplateKey> children) {
    return children.stream().filter(approval::isWanted).findFirst();
  }

  private TemplateVersion wanted(Handle handle, TemplateKey key, int version)
      throws InvalidException {
    return store
        .version(handle, key, version)
        .orElseThrow(() -> Templates.unknownVersion("/version", key, version));
  }

  private TemplateVersion add(
      Handle handle,
      TemplateKey key,
      int number,
      Map<String, @Nullable Object> body,
      String author,
      Set<TemplateKey> names) {
    var version =
        new TemplateVersion(
            key, number, body, author, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    store.add(handle, version);
    editions.addUses(handle, key, number, names);
    return version;
  }

  /**
   * Publishes first and then looks whether everything still goes together: what does not undoes it.
   *
   * @param pointer where the request names the version
   * @throws InvalidException if it does not go together with what is live, or if one who uses it
   *     would not go together with it
   */
  private Effect goLive(
      Handle handle, TemplateVersion version, Judgement judgement, String author, String pointer)
      throws InvalidException {
    TemplateKey key = version.key();
    long before = editions.latest(handle);
    var demands = new Demands(new StoredLibrary(handle, store, editions, before));
    List<TemplateKey> children =
        editions.publish(handle, key, version.version(), author, clock.instant());
    Compiler compiler = compiler(handle);
    Definition definition = compiler.compile(key, version.body(), judgement);
    store.index(handle, key, definition);
    boolean demandsMore = demands.grow(key, definition);
    List<Fault> faults = new ArrayList<>();
    for (TemplateKey child : children) {
      TemplateView view = store.view(handle, child).orElseThrow();
      try {
        Definition now = compiler.compile(child, view.shown().body(), Judgement.OF_USER);
        if (demandsMore) {
          demands.grow(child, now);
        }
      } catch (InvalidException e) {
        faults.add(new Fault(pointer, "template " + child + " would break: " + e.getMessage()));
      }
    }
    if (!faults.isEmpty()) {
      throw InvalidException.unprocessable(faults.subList(0, Math.min(faults.size(), MAX_FAULTS)));
    }
    return new Effect(children, demands.warnings());
  }

  private Compiler compiler(Handle handle) {
    return new Compiler(new StoredLibrary(handle, store, editions, Long.MAX_VALUE));
  }

  /**
   * While nobody else changes anything.
   *
   * @param end of the transaction; one that fails is rolled back
   */
  private <T, X extends Exception, Y extends Exception, Z extends Exception> T inTurn(
      Change<T, X, Y, Z> change, Consumer<Handle> end) throws X, Y, Z {
    turn.lock();
    try (Handle handle = database.jdbi().open()) {
      handle.begin();
      try {
        editions.lock(handle);
        T made = change.make(handle);
        end.accept(handle);
        return made;
      } finally {
        if (handle.isInTransaction()) {
          handle.rollback();
        }
      }
    } finally {
      turn.unlock();
    }
  }
}
