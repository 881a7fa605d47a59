package dev.bongsu.directory;

import static java.util.Objects.requireNonNull;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.RecipientId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table of recipients. Every method works in the handle's transaction. */
final class RecipientStore {
  private static final String COLUMNS = "id, name, locale, time_zone, attributes, addresses";

  /** The words of the index {@code recipient_words}. */
  private static final SearchQuery LIST =
      new SearchQuery(
          "SELECT " + COLUMNS + " FROM recipient", "id", "(id || ' ' || coalesce(name, ''))");

  /** A recipient as stored: the addresses with their dates. */
  record Row(Recipient recipient, List<StoredAddress> addresses) {}

  Optional<Row> find(Handle handle, RecipientId id, boolean toChange) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM recipient WHERE id = :id"
                + (toChange ? " FOR UPDATE" : ""))
        .bind("id", id.value())
        .map((row, _) -> row(row))
        .findOne();
  }

  Map<RecipientId, Recipient> find(Handle handle, Collection<RecipientId> ids) {
    Map<RecipientId, Recipient> found = HashMap.newHashMap(ids.size());
    handle
        .createQuery("SELECT " + COLUMNS + " FROM recipient WHERE id = ANY(:ids)")
        .bindArray("ids", String.class, texts(ids, RecipientId::value))
        .setFetchSize(ids.size())
        .map((row, _) -> row(row).recipient())
        .forEach(each -> found.put(each.id(), each));
    return found;
  }

  /**
   * Creates or replaces these, each id once and in order of ids, so that two writers never wait for
   * each other in a circle. Answers which of them were created.
   */
  Map<RecipientId, Boolean> put(Handle handle, List<Row> rows, Instant now) {
    Map<RecipientId, Boolean> created = HashMap.newHashMap(rows.size());
    handle
        .createQuery(
            """
            INSERT INTO recipient (id, name, locale, time_zone, attributes, addresses, updated_at)
            SELECT id, name, locale, time_zone, attributes::json, addresses::json, :now
            FROM unnest(:ids, :names, :locales, :zones, :attributes, :addresses)
              AS given (id, name, locale, time_zone, attributes, addresses)
            ON CONFLICT (id) DO UPDATE SET
              name = excluded.name, locale = excluded.locale, time_zone = excluded.time_zone,
              attributes = excluded.attributes, addresses = excluded.addresses,
              updated_at = excluded.updated_at
            RETURNING new.id, old.id IS NULL
            """)
        .bind("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
        .bindArray("ids", String.class, texts(rows, each -> each.recipient().id().value()))
        .bindArray("names", String.class, texts(rows, each -> each.recipient().name()))
        .bindArray("locales", String.class, texts(rows, each -> each.recipient().locale()))
        .bindArray("zones", String.class, texts(rows, each -> each.recipient().timeZone()))
        .bindArray(
            "attributes",
            String.class,
            texts(rows, each -> Json.writeText(each.recipient().attributes())))
        .bindArray("addresses", String.class, texts(rows, each -> addressesJson(each.addresses())))
        .map((row, _) -> Map.entry(new RecipientId(row.getString(1)), row.getBoolean(2)))
        .forEach(each -> created.put(each.getKey(), each.getValue()));
    return created;
  }

  boolean delete(Handle handle, RecipientId id) {
    return handle.execute("DELETE FROM recipient WHERE id = ?", id.value()) > 0;
  }

  List<Recipient> list(Handle handle, @Nullable String query, String after, int limit) {
    return LIST.page(handle, query, after, limit).map((row, _) -> row(row).recipient()).list();
  }

  /** A value of each row, to bind as an array. */
  static <T> List<@Nullable String> texts(Collection<T> rows, Function<T, @Nullable String> value) {
    List<@Nullable String> texts = new ArrayList<>(rows.size());
    rows.forEach(row -> texts.add(value.apply(row)));
    return texts;
  }

  private static String addressesJson(List<StoredAddress> addresses) {
    List<List<Object>> json = new ArrayList<>(addresses.size());
    for (StoredAddress each : addresses) {
      json.add(
          List.of(
              each.address().channel().apiName(),
              each.address().value(),
              each.registeredAt().toEpochMilli()));
    }
    return Json.writeText(json);
  }

  private static Row row(ResultSet row) throws SQLException {
    List<StoredAddress> addresses = addresses(row.getString(6));
    var recipient =
        new Recipient(
            new RecipientId(row.getString(1)),
            row.getString(2),
            row.getString(3),
            row.getString(4),
            attributes(row.getString(5)),
            addresses.stream().map(StoredAddress::address).toList());
    return new Row(recipient, addresses);
  }

  private static Map<String, @Nullable Object> attributes(String json) {
    if (json.equals("{}")) {
      return Map.of();
    }
    try {
      return Json.object(Json.read(json));
    } catch (JsonException e) {
      throw new IllegalStateException("attributes are stored that are not an object", e);
    }
  }

  private static List<StoredAddress> addresses(String json) {
    if (json.equals("[]")) {
      return List.of();
    }
    try {
      List<StoredAddress> addresses = new ArrayList<>();
      for (Object each : (List<?>) requireNonNull(Json.read(json))) {
        List<?> parts = (List<?>) each;
        Channel channel = Channel.named((String) parts.get(0)).orElseThrow();
        addresses.add(
            new StoredAddress(
                new Address(channel, (String) parts.get(1)),
                Instant.ofEpochMilli((Long) parts.get(2))));
      }
      return addresses;
    } catch (JsonException e) {
      throw new IllegalStateException("addresses are stored that are not JSON", e);
    }
  }
}
