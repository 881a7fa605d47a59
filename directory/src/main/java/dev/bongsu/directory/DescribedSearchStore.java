package dev.bongsu.directory;

import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.store.SearchDocument;
import dev.bongsu.store.SearchDocument.Weight;
import dev.bongsu.store.SearchFilter;
import dev.bongsu.store.SearchHit;
import dev.bongsu.store.SearchStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * What things are found by that have a key, a name and a description: groups, categories. Methods
 * with a handle work in its transaction, under the lock of whoever changes those things.
 */
final class DescribedSearchStore {
  /** Counts up whenever other terms are made of the same words, so that all are made again. */
  private static final String FORMAT = "1";

  private static final int AT_ONCE = 100;

  private final String table;
  private final SearchStore search;

  /** Of a table with key, name, description and version; the search's is called after it. */
  DescribedSearchStore(String table) {
    this.table = table;
    this.search = new SearchStore(table + "_search");
  }

  /** Makes a thing found by what it is called and described now. */
  void put(
      Handle handle,
      String key,
      @Nullable String name,
      @Nullable String description,
      long version) {
    search.put(
        handle,
        new SearchDocument(key).name(name).add(Weight.ABOUT, description),
        FORMAT + ":" + version);
  }

  void remove(Handle handle, String key) {
    search.remove(handle, key);
  }

  /** What of a thing is searched. */
  private record Described(
      String key, @Nullable String name, @Nullable String description, long version) {}

  /**
   * Makes things found that were put by a release that did not know this search.
   *
   * @param lock keeps others from changing them, in the handle's transaction
   * @return how many
   */
  int complete(Jdbi jdbi, Consumer<Handle> lock) {
    int completed = 0;
    int some;
    do {
      some =
          jdbi.inTransaction(handle -> {
            lock.accept(handle);
            return completeSome(handle);
          });
      completed += some;
    } while (some > 0);
    return completed;
  }

  private int completeSome(Handle handle) {
    List<Described> outdated =
        handle
            .createQuery(
                "SELECT t.key, t.name, t.description, t.version FROM "
                    + table
                    + " t LEFT JOIN "
                    + table
                    + "_search s ON s.key = t.key"
                    + " WHERE s.mark IS DISTINCT FROM '"
                    + FORMAT
                    + ":' || t.version LIMIT :limit")
            .bind("limit", AT_ONCE)
            .map((row, _) ->
                new Described(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)))
            .list();
    outdated.forEach(
        each -> put(handle, each.key(), each.name(), each.description(), each.version()));
    return outdated.size();
  }

  /**
   * A page of what fits, the best first.
   *
   * @param read reads things by their keys, in any order
   * @throws InvalidException if the cursor is none of ours
   */
  <T> Page<T> page(
      Jdbi jdbi,
      String typed,
      Page.Request request,
      BiFunction<Handle, List<String>, List<T>> read,
      Function<T, String> key)
      throws InvalidException {
    String place = request.place();
    SearchHit after =
        place == null ? null : SearchHit.at(place).orElseThrow(Page.Request::malformedCursor);
    // One snapshot, or a thing could be found and be gone when it is read.
    return jdbi.inTransaction(
        TransactionIsolationLevel.REPEATABLE_READ,
        handle -> {
          List<SearchHit> hits =
              search.find(handle, typed, SearchFilter.NONE, after, request.limit() + 1);
          Page<SearchHit> page = Page.of(hits, request, SearchHit::place);
          List<String> keys = page.items().stream().map(SearchHit::key).toList();
          Map<String, T> things = new HashMap<>();
          read.apply(handle, keys).forEach(each -> things.put(key.apply(each), each));
          return new Page<>(
              keys.stream().map(things::get).filter(Objects::nonNull).toList(), page.nextCursor());
        });
  }
}
