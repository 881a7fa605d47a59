package dev.bongsu.directory;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.SuppressionReason;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that nothing is sent to, and what recipients opted out of. For many threads. Whatever
 * the database throws comes through.
 *
 * <p>Fan-out asks for every delivery, so who refuses nothing is known in memory: a {@link
 * MaybeSet}, which hears of what is new at most a second later. Only whoever may refuse is looked
 * up, many at once.
 */
public final class Refusals {
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
  private static final String FROM_THE_BEGINNING = "0";
  private static final int PLACE_LENGTH = 64;
  private static final String FIRST_PLACE = "0".repeat(PLACE_LENGTH);

  private final Jdbi jdbi;
  private final Categories categories;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final AddressDigest digests;
  private final RefusalStore store = new RefusalStore();

  // Guarded by this.
  private MaybeSet known = new MaybeSet(0);
  private String horizon = FROM_THE_BEGINNING;
  private long refreshedAt;
  private boolean isLoaded;

  /**
   * What is refused according to this database.
   *
   * @param key of 32 bytes, the same in every process: see {@link SharedKeys}
   * @param nanoTime the time as by {@link System#nanoTime}, by which what is known ages
   */
  public Refusals(
      Jdbi jdbi, Categories categories, byte[] key, Clock clock, LongSupplier nanoTime) {
    this.jdbi = jdbi;
    this.categories = categories;
    this.digests = new AddressDigest(key);
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /**
   * What these refuse: the path that every delivery takes.
   *
   * @param ids whoever is asked for, known to the directory or not
   * @param recipients those of them whom it knows
   * @param direct addresses without a recipient
   */
  public Refused lookup(
      Collection<RecipientId> ids, Collection<Recipient> recipients, Collection<Address> direct) {
    MaybeSet current = current();
    if (current.isEmpty()) {
      return Refused.NOTHING;
    }
    List<RecipientId> doubtful = new ArrayList<>();
    for (RecipientId each : ids) {
      if (mayHold(current, each.value())) {
        doubtful.add(each);
      }
    }
    Map<Address, byte[]> suspects = new HashMap<>();
    recipients.forEach(each -> suspect(current, each.addresses(), suspects));
    suspect(current, direct, suspects);
    if (doubtful.isEmpty() && suspects.isEmpty()) {
      return Refused.NOTHING;
    }
    return jdbi.withHandle(handle -> read(handle, doubtful, suspects));
  }

  /**
   * Whether what a recipient opted out of counts for a category: not for one that is required.
   *
   * @param category null for none
   */
  public boolean mayOptOutOf(@Nullable String category) {
    return category == null
        || categories.find(new CategoryKey(category)).map(each -> !each.required()).orElse(true);
  }

  /**
   * Sends nothing to this address any more.
   *
   * @param source who says so
   * @return whether that is new
   */
  public boolean suppress(Address address, SuppressionReason reason, String source) {
    var said =
        new Suppression(address.channel(), address.masked(), reason, source, clock.instant());
    return jdbi.inTransaction(handle -> store.suppress(handle, digests.of(address), address, said));
  }

  /**
   * Suppressions, in an order of their own.
   *
   * @param channel null for all
   * @param address null for all
   * @throws InvalidException if the cursor is none of ours
   */
  public Page<Suppression> suppressions(
      @Nullable Channel channel, @Nullable Address address, Page.Request request)
      throws InvalidException {
    String place = request.place();
    if (place != null && !place.matches("[0-9a-f]{64}[a-z-]{1,32}")) {
      throw Page.Request.malformedCursor();
    }
    List<RefusalStore.Found> read =
        jdbi.withHandle(handle ->
            store.suppressions(
                handle,
                channel == null ? null : channel.apiName(),
                address == null ? null : digests.of(address),
                place == null ? FIRST_PLACE : place,
                request.limit() + 1));
    Page<RefusalStore.Found> page = Page.of(read, request, RefusalStore.Found::place);
    return new Page<>(
        page.items().stream().map(RefusalStore.Found::suppression).toList(), page.nextCursor());
  }

  /**
   * Lets an address be written to again.
   *
   * @return whether it was not before
   */
  public boolean lift(Address address) {
    return jdbi.inTransaction(handle -> store.lift(handle, digests.of(address), null));
  }

  /** Notes what a recipient does not want; saying it again changes nothing. */
  public void optOut(RecipientId recipient, OptOut from, String source) {
    jdbi.useTransaction(handle -> store.optOut(handle, recipient, from, source, clock.instant()));
  }

  /** Notes that nothing is wanted at an address whose recipient is not known. */
  public void optOut(Address address, String source) {
    suppress(address, SuppressionReason.OPTED_OUT, source);
  }

  /** What a recipient does not want. */
  public List<OptOut> optOuts(RecipientId recipient) {
    return jdbi.withHandle(handle -> store.optOuts(handle, List.of(recipient)))
        .getOrDefault(recipient, List.of());
  }

  /** A recipient wants everything again. */
  public void optIn(RecipientId recipient) {
    jdbi.useTransaction(handle -> store.optIn(handle, recipient));
  }

  /** The same for an address whose recipient is not known; what bounced there stays. */
  public void optIn(Address address) {
    jdbi.useTransaction(
        handle -> store.lift(handle, digests.of(address), SuppressionReason.OPTED_OUT));
  }

  /**
   * Forgets what a recipient wants, and what their addresses look like; where nothing is to be
   * sent, nothing is sent still.
   */
  public void erase(RecipientId recipient, Collection<Address> addresses) {
    jdbi.useTransaction(handle -> {
      store.optIn(handle, recipient);
      store.hide(handle, addresses.stream().map(digests::of).toList());
    });
  }

  private void suspect(
      MaybeSet current, Collection<Address> addresses, Map<Address, byte[]> suspects) {
    for (Address each : addresses) {
      byte[] digest = digests.of(each);
      if (mayHold(current, digest)) {
        suspects.put(each, digest);
      }
    }
  }

  private Refused read(Handle handle, List<RecipientId> recipients, Map<Address, byte[]> suspects) {
    Map<ByteBuffer, Set<SuppressionReason>> found =
        suspects.isEmpty() ? Map.of() : store.reasons(handle, suspects.values());
    Map<Address, Set<SuppressionReason>> byAddress = new HashMap<>();
    suspects.forEach((address, digest) -> {
      Set<SuppressionReason> reasons = found.get(AddressDigest.keyed(digest));
      if (reasons != null) {
        byAddress.put(address, reasons);
      }
    });
    return new Refused(
        byAddress, recipients.isEmpty() ? Map.of() : store.optOuts(handle, recipients));
  }

  /**
   * Never changed by others while the caller reads it: what is new makes a bit, never takes one.
   */
  private synchronized MaybeSet current() {
    long now = nanoTime.getAsLong();
    if (!isLoaded || now - refreshedAt >= FRESH_NANOS) {
      jdbi.useTransaction(this::refresh);
      isLoaded = true;
      refreshedAt = now;
    }
    return known;
  }

  private void refresh(Handle handle) {
    // Before the rows: what commits in between is read again next time.
    String next = store.horizon(handle);
    if (isLoaded) {
      load(handle, known, horizon);
    }
    if (!isLoaded || known.isFull()) {
      var larger = new MaybeSet(2 * store.count(handle));
      load(handle, larger, FROM_THE_BEGINNING);
      known = larger;
    }
    horizon = next;
  }

  private void load(Handle handle, MaybeSet into, String since) {
    store.digestsSince(
        handle,
        since,
        digest -> {
          ByteBuffer bytes = ByteBuffer.wrap(digest);
          into.add(bytes.getLong(), bytes.getLong());
        });
    store.recipientsSince(handle, since, id -> into.add(hash(id), mixed(hash(id))));
  }

  private static boolean mayHold(MaybeSet set, byte[] digest) {
    ByteBuffer bytes = ByteBuffer.wrap(digest);
    return set.mayContain(bytes.getLong(), bytes.getLong());
  }

  private static boolean mayHold(MaybeSet set, String recipient) {
    long hash = hash(recipient);
    return set.mayContain(hash, mixed(hash));
  }

  /** FNV-1a of 64 bits, of the characters of an id, which are ASCII. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mixed(hash);
  }

  /** Spreads every bit over all: the finaliser of MurmurHash3. */
  private static long mixed(long hash) {
    long mixed = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }
}
