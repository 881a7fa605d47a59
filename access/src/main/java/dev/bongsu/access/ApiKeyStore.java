package dev.bongsu.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table of keys. */
final class ApiKeyStore {
  private static final String SELECT =
      "SELECT id, name, role, subject, created_at, expires_at FROM api_key ";

  Optional<ApiKey> find(Handle handle, KeyText.Hash hash) {
    return handle
        .createQuery(SELECT + "WHERE hash = :hash")
        .bind("hash", hash.bytes())
        .map((row, _) -> key(row))
        .findOne();
  }

  Optional<ApiKey> find(Handle handle, UUID id) {
    return handle
        .createQuery(SELECT + "WHERE id = :id")
        .bind("id", id)
        .map((row, _) -> key(row))
        .findOne();
  }

  /** The oldest first, since ids grow with time. */
  List<ApiKey> list(Handle handle, @Nullable UUID after, int limit) {
    return handle
        .createQuery(
            SELECT + "WHERE (:after::uuid IS NULL OR id > :after::uuid) ORDER BY id LIMIT :limit")
        .bindByType("after", after, UUID.class)
        .bind("limit", limit)
        .map((row, _) -> key(row))
        .list();
  }

  /** Stores a key and gives it an id. */
  ApiKey insert(Handle handle, NewApiKey key, KeyText.Hash hash, Instant now) {
    return handle
        .createQuery(
            """
            INSERT INTO api_key (hash, name, role, subject, created_at, expires_at)
            VALUES (:hash, :name, :role, :subject, :now, :expiresAt)
            RETURNING id, name, role, subject, created_at, expires_at
            """)
        .bind("hash", hash.bytes())
        .bind("name", key.name())
        .bind("role", key.role().apiName())
        .bind("subject", key.subject())
        .bind("now", utc(now))
        .bindByType("expiresAt", utc(key.expiresAt()), OffsetDateTime.class)
        .map((row, _) -> key(row))
        .one();
  }

  boolean delete(Handle handle, UUID id) {
    return handle.execute("DELETE FROM api_key WHERE id = ?", id) > 0;
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    Timestamp expiresAt = row.getTimestamp(6);
    return new ApiKey(
        row.getObject(1, UUID.class),
        row.getString(2),
        Role.named(row.getString(3)).orElseThrow(),
        row.getString(4),
        row.getTimestamp(5).toInstant(),
        expiresAt == null ? null : expiresAt.toInstant());
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
    return time == null ? null : OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
  }
}
