package dev.bongsu.template;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.KeyPattern;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.store.SearchDocument;
import dev.bongsu.store.SearchFilter;
import dev.bongsu.store.SearchHit;
import dev.bongsu.store.SearchStore;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The tables of what templates are found by. Every method works in the handle's transaction, those
 * that change them under the lock of {@link EditionStore#lock}.
 */
final class TemplateSearchStore {
  /** Counts up whenever other terms are made of the same template, so that all are made again. */
  private static final String FORMAT = "1";

  /** Null of what is deleted. */
  private static final String MARK =
      "CASE WHEN NOT t.gone THEN '"
          + FORMAT
          + ":' || coalesce(t.live, t.latest) || ':' || t.latest END";

  private final SearchStore search = new SearchStore("template_search");

  /** What is found of a template, and by what. */
  private record Row(
      String live,
      @Nullable String draft,
      String mark,
      String kind,
      List<String> channels,
      @Nullable String category) {}

  /** Makes a template found by what it says now, or not at all once it is deleted. */
  void refresh(Handle handle, TemplateKey key) {
    Optional<Row> row = row(handle, key);
    if (row.isEmpty()) {
      search.remove(handle, key.value());
      return;
    }
    search.put(handle, document(key, row.get()), row.get().mark());
  }

  private static Optional<Row> row(Handle handle, TemplateKey key) {
    return handle
        .createQuery(
            "SELECT v.body, d.body, "
                + MARK
                + ", t.kind, t.channels, t.category FROM template t"
                + " JOIN template_version v ON v.key = t.key AND v.version = coalesce(t.live, t.latest)"
                + " LEFT JOIN template_version d"
                + " ON d.key = t.key AND d.version = t.latest AND t.latest > t.live"
                + " WHERE t.key = ? AND NOT t.gone")
        .bind(0, key.value())
        .map((row, _) ->
            new Row(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                List.of((String[]) row.getArray(5).getArray()),
                row.getString(6)))
        .findOne();
  }

  private static SearchDocument document(TemplateKey key, Row row) {
    String draft = row.draft();
    SearchDocument document =
        TemplateWords.document(key, body(row.live()), draft == null ? null : body(draft));
    document.tag("kind", row.kind());
    row.channels().forEach(channel -> document.tag("channel", channel));
    if (row.category() != null) {
      document.tag("category", row.category());
    }
    return document;
  }

  /**
   * Templates behind {@code after} that are found by what they said before, or by what an older
   * release made of them.
   */
  List<TemplateKey> outdated(Handle handle, String after, int limit) {
    return handle
        .createQuery(
            "SELECT t.key FROM template t LEFT JOIN template_search s ON s.key = t.key"
                + " WHERE t.key > :after AND s.mark IS DISTINCT FROM "
                + MARK
                + " ORDER BY t.key LIMIT :limit")
        .bind("after", after)
        .bind("limit", limit)
        .map((row, _) -> new TemplateKey(row.getString(1)))
        .list();
  }

  /**
   * The best of those that fit the filter.
   *
   * @param typed what it looks for
   */
  List<SearchHit> find(
      Handle handle, String typed, TemplateFilter filter, @Nullable SearchHit after, int limit) {
    Map<String, String> tags = new LinkedHashMap<>();
    TemplateKind kind = filter.kind();
    if (kind != null) {
      tags.put("kind", kind.apiName());
    }
    Channel channel = filter.channel();
    if (channel != null) {
      tags.put("channel", channel.apiName());
    }
    if (filter.category() != null) {
      tags.put("category", filter.category().value());
    }
    var wanted = new SearchFilter(tags, filter.within() == null ? null : keys(filter.within()));
    return search.find(handle, typed, wanted, after, limit);
  }

  private static SearchFilter.Keys keys(List<KeyPattern> within) {
    return new SearchFilter.Keys(
        KeyPattern.beginnings(within, false), KeyPattern.beginnings(within, true));
  }

  private static Map<String, @Nullable Object> body(String json) {
    try {
      return Json.readObject(json.getBytes(StandardCharsets.UTF_8));
    } catch (JsonException e) {
      throw new IllegalStateException("a body is not the JSON that was stored", e);
    }
  }
}
