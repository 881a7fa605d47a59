package dev.bongsu.directory;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.SuppressionReason;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables of what is refused. Every method works in the handle's transaction. */
final class RefusalStore {
  private static final String ANY = "";
  private static final int FETCH = 10_000;

  /** The key of this name: {@code fresh} if there was none. */
  byte[] key(Handle handle, String name, byte[] fresh) {
    handle.execute(
        "INSERT INTO directory_key (name, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING",
        name,
        fresh);
    return handle
        .createQuery("SELECT bytes FROM directory_key WHERE name = :name")
        .bind("name", name)
        .mapTo(byte[].class)
        .one();
  }

  /** Whether this is new. */
  boolean suppress(Handle handle, byte[] digest, Address address, Suppression said) {
    return handle
            .createUpdate(
                """
                INSERT INTO suppression (digest, reason, channel, masked, source, at)
                VALUES (:digest, :reason, :channel, :masked, :source, :at)
                ON CONFLICT DO NOTHING
                """)
            .bind("digest", digest)
            .bind("reason", said.reason().apiName())
            .bind("channel", address.channel().apiName())
            .bind("masked", said.masked())
            .bind("source", said.source())
            .bind("at", utc(said.at()))
            .execute()
        > 0;
  }

  /** A page in the order of digests. */
  List<Found> suppressions(
      Handle handle, @Nullable String channel, byte @Nullable [] digest, String after, int limit) {
    return handle
        .createQuery(
            """
            SELECT channel, masked, reason, source, at, encode(digest, 'hex') || reason AS place
            FROM suppression
            WHERE (:channel::text IS NULL OR channel = :channel)
              AND (:digest::bytea IS NULL OR digest = :digest)
              AND (digest, reason)
                > (decode(left(:after, 64), 'hex'), substr(:after, 65))
            ORDER BY digest, reason LIMIT :limit
            """)
        .bind("channel", channel)
        .bind("digest", digest)
        .bind("after", after)
        .bind("limit", limit)
        .map((row, _) -> new Found(suppression(row), row.getString(6)))
        .list();
  }

  /** A suppression and its place in the order of all. */
  record Found(Suppression suppression, String place) {}

  /** Lifts these, or every one of an address where {@code reason} is null. */
  boolean lift(Handle handle, byte[] digest, @Nullable SuppressionReason reason) {
    return handle
            .createUpdate(
                "DELETE FROM suppression WHERE digest = :digest"
                    + " AND (:reason::text IS NULL OR reason = :reason)")
            .bind("digest", digest)
            .bind("reason", reason == null ? null : reason.apiName())
            .execute()
        > 0;
  }

  /** Shows nothing of these addresses any more. */
  void hide(Handle handle, Collection<byte[]> digests) {
    handle
        .createUpdate(
            "UPDATE suppression SET masked = '***' WHERE digest = ANY(:digests::text[]::bytea[])")
        .bindArray("digests", String.class, hex(digests))
        .execute();
  }

  Map<ByteBuffer, Set<SuppressionReason>> reasons(Handle handle, Collection<byte[]> digests) {
    Map<ByteBuffer, Set<SuppressionReason>> reasons = new HashMap<>();
    handle
        .createQuery(
            "SELECT digest, reason FROM suppression WHERE digest = ANY(:digests::text[]::bytea[])")
        .bindArray("digests", String.class, hex(digests))
        .map((row, _) -> Map.entry(AddressDigest.keyed(row.getBytes(1)), row.getString(2)))
        .forEach(each ->
            reasons
                .computeIfAbsent(each.getKey(), _ -> EnumSet.noneOf(SuppressionReason.class))
                .add(reason(each.getValue())));
    return reasons;
  }

  void optOut(Handle handle, RecipientId recipient, OptOut from, String source, Instant at) {
    handle
        .createUpdate(
            """
            INSERT INTO opt_out (recipient, category, channel, source, at)
            VALUES (:recipient, :category, :channel, :source, :at)
            ON CONFLICT DO NOTHING
            """)
        .bind("recipient", recipient.value())
        .bind("category", from.category() == null ? ANY : from.category().value())
        .bind("channel", from.channel() == null ? ANY : from.channel().apiName())
        .bind("source", source)
        .bind("at", utc(at))
        .execute();
  }

  boolean optIn(Handle handle, RecipientId recipient) {
    return handle.execute("DELETE FROM opt_out WHERE recipient = ?", recipient.value()) > 0;
  }

  Map<RecipientId, List<OptOut>> optOuts(Handle handle, Collection<RecipientId> recipients) {
    Map<RecipientId, List<OptOut>> optOuts = new HashMap<>();
    handle
        .createQuery("SELECT recipient, category, channel FROM opt_out WHERE recipient = ANY(:ids)")
        .bindArray("ids", String.class, RecipientStore.texts(recipients, RecipientId::value))
        .map((row, _) -> Map.entry(new RecipientId(row.getString(1)), optOut(row)))
        .forEach(each ->
            optOuts.computeIfAbsent(each.getKey(), _ -> new ArrayList<>()).add(each.getValue()));
    return optOuts;
  }

  /** From which transaction on there may be what a reader of now has not seen. */
  String horizon(Handle handle) {
    return handle
        .createQuery("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        .mapTo(String.class)
        .one();
  }

  /** Every digest that came since a horizon, many of them more than once over time. */
  void digestsSince(Handle handle, String horizon, Consumer<byte[]> listener) {
    handle
        .createQuery("SELECT digest FROM suppression WHERE tx >= :horizon::xid8")
        .bind("horizon", horizon)
        .setFetchSize(FETCH)
        .mapTo(byte[].class)
        .forEach(listener);
  }

  /** Every recipient who opted out of something since a horizon. */
  void recipientsSince(Handle handle, String horizon, Consumer<String> listener) {
    handle
        .createQuery("SELECT recipient FROM opt_out WHERE tx >= :horizon::xid8")
        .bind("horizon", horizon)
        .setFetchSize(FETCH)
        .mapTo(String.class)
        .forEach(listener);
  }

  /** How many rows there are. */
  long count(Handle handle) {
    return handle
        .createQuery("SELECT (SELECT count(*) FROM suppression) + (SELECT count(*) FROM opt_out)")
        .mapTo(Long.class)
        .one();
  }

  /** As PostgreSQL reads them: joining them as a table would read all suppressions instead. */
  private static List<String> hex(Collection<byte[]> digests) {
    return digests.stream().map(each -> "\\x" + HexFormat.of().formatHex(each)).toList();
  }

  private static Suppression suppression(ResultSet row) throws SQLException {
    return new Suppression(
        Channel.named(row.getString(1)).orElseThrow(),
        row.getString(2),
        reason(row.getString(3)),
        row.getString(4),
        row.getTimestamp(5).toInstant());
  }

  private static OptOut optOut(ResultSet row) throws SQLException {
    String category = row.getString(2);
    String channel = row.getString(3);
    return new OptOut(
        category.equals(ANY) ? null : new CategoryKey(category),
        channel.equals(ANY) ? null : Channel.named(channel).orElseThrow());
  }

  private static SuppressionReason reason(String apiName) {
    return SuppressionReason.named(apiName)
        .orElseThrow(
            () -> new IllegalStateException("a suppression is stored for no known reason"));
  }

  private static OffsetDateTime utc(Instant at) {
    return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
  }
}
