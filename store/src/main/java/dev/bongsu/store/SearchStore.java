package dev.bongsu.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Finds things by what people type of them: by words, beginnings of words and parts of compounds,
 * in any script, typing mistakes forgiven, the best first. It works on two tables of a room:
 *
 * <pre>
 * CREATE TABLE name (key text COLLATE "C" PRIMARY KEY, mark text NOT NULL, terms text[] NOT NULL)
 *   WITH (toast_tuple_target = 128);
 * CREATE TABLE name_word (word text COLLATE "C" PRIMARY KEY,
 *   id bigint GENERATED ALWAYS AS IDENTITY, near int[] NOT NULL);
 * </pre>
 *
 * with a GIN index, {@code fastupdate = off}, on {@code terms} and one on {@code near}. Nothing
 * here depends on an extension or on the database's locale. Every method works in the handle's
 * transaction, and the caller lets documents of one table be put one after another. For many
 * threads.
 */
public final class SearchStore {
  /** How many words are looked for; more are not. */
  private static final int MAX_WORDS = 16;

  /** How many stored words may stand for a typed one: those that were there first. */
  private static final int MAX_ALTERNATIVES = 500;

  private static final int MAX_KEY = 200;

  /**
   * One more term of every document. PostgreSQL moves a value out of its row only where the row is
   * longer than 2 KB, and a search for a common word is as slow as there are pages of rows.
   */
  private static final String BALLAST = "~".repeat(2048);

  private final String table;
  private final String words;

  /** Of a table of this name. */
  public SearchStore(String table) {
    this.table = table;
    this.words = table + "_word";
  }

  /**
   * Makes a thing found by this from now on, and by nothing else.
   *
   * @param mark of what the document was made, for the caller to see what has to be made again
   */
  public void put(Handle handle, SearchDocument document, String mark) {
    addWords(handle, document.words());
    handle
        .createUpdate(
            "INSERT INTO "
                + table
                + " (key, mark, terms) VALUES (:key, :mark, CAST(:terms AS text[]) || :ballast)"
                + " ON CONFLICT (key) DO UPDATE SET mark = excluded.mark, terms = excluded.terms")
        .bind("key", document.key())
        .bind("mark", mark)
        .bindArray("terms", String.class, document.terms())
        .bind("ballast", BALLAST)
        .execute();
  }

  /** Makes a thing found by nothing. */
  public void remove(Handle handle, String key) {
    handle.execute("DELETE FROM " + table + " WHERE key = ?", key);
  }

  /**
   * What fits, the best first.
   *
   * @param typed words of which all are wanted; nothing is found where there is no letter and no
   *     digit
   * @param after only what comes behind this, null for all
   */
  public List<SearchHit> find(
      Handle handle, String typed, SearchFilter filter, @Nullable SearchHit after, int limit) {
    List<SearchText.Run> runs =
        SearchText.runs(typed).stream().distinct().limit(MAX_WORDS).toList();
    if (runs.isEmpty()) {
      return List.of();
    }
    planByTerms(handle, true);
    List<SearchWanted> exact = exact(handle, runs);
    SearchLadder ladder = ladder(typed, filter, exact, exact);
    List<SearchHit> hits = new ArrayList<>();
    for (int rank = after == null ? 0 : after.rank();
        rank <= SearchLadder.LAST && hits.size() < limit;
        rank++) {
      if (SearchLadder.forgives(rank) && !ladder.forgives()) {
        // What may be meant is looked up only where what was typed does not fill the page.
        List<SearchWanted> near = near(handle, runs, exact);
        if (near.equals(exact)) {
          break;
        }
        ladder = ladder(typed, filter, exact, near);
      }
      String behind = after != null && rank == after.rank() ? after.key() : "";
      addHits(handle, ladder, rank, behind, limit, hits);
    }
    planByTerms(handle, false);
    return hits;
  }

  /**
   * To look at rows one by one, all or in the order of keys, would be to read the terms of each;
   * the planner does not know how long they are.
   */
  private static void planByTerms(Handle handle, boolean only) {
    handle.execute(
        "SELECT set_config(name, ?, true)"
            + " FROM unnest(ARRAY['enable_seqscan', 'enable_indexscan', 'enable_indexonlyscan'])"
            + " AS name",
        only ? "off" : "on");
  }

  private static void addHits(
      Handle handle, SearchLadder ladder, int rank, String behind, int limit, List<SearchHit> to) {
    SearchLadder.Statement statement = ladder.rank(rank, behind);
    Query query = handle.createQuery(statement.sql()).bind("limit", limit - to.size());
    statement.texts().forEach(query::bind);
    statement.lists().forEach((name, list) -> query.bindArray(name, String.class, list));
    query.map((row, _) -> new SearchHit(rank, row.getString(1))).forEach(to::add);
  }

  private SearchLadder ladder(
      String typed, SearchFilter filter, List<SearchWanted> exact, List<SearchWanted> near) {
    return new SearchLadder(
        table, asKey(typed), SearchDocument.whole(SearchText.runs(typed)), exact, near, filter);
  }

  private List<SearchWanted> exact(Handle handle, List<SearchText.Run> runs) {
    Map<SearchText.Run, List<String>> begun = begun(handle, runs);
    List<SearchWanted> exact = new ArrayList<>();
    for (SearchText.Run run : runs) {
      boolean spaced = run.script() == SearchText.Script.SPACED;
      exact.add(
          run.isInitials()
              ? SearchWanted.any(withInitials(handle, run.text()))
              : spaced || run.length() == 1
                  ? SearchWanted.any(begun.getOrDefault(run, List.of()))
                  : SearchWanted.all(run.pairs()));
    }
    return exact;
  }

  private List<SearchWanted> near(
      Handle handle, List<SearchText.Run> runs, List<SearchWanted> exact) {
    List<SearchWanted> near = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      near.add(nearTo(handle, runs.get(i), exact.get(i)));
    }
    return near;
  }

  private static String asKey(String typed) {
    String key = typed.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", "-").replace("\0", "");
    return SearchText.cut(key, MAX_KEY);
  }

  /** What the word may stand for besides, if anything. */
  private SearchWanted nearTo(Handle handle, SearchText.Run run, SearchWanted exact) {
    Set<String> any = new LinkedHashSet<>(exact.any());
    Set<Integer> hashes = SearchTypos.lookedUp(run.text());
    if (!hashes.isEmpty()) {
      any.addAll(
          near(handle, hashes).stream()
              .filter(word -> SearchTypos.isNear(run.text(), word))
              .toList());
    }
    // Compounds are typed together that are written apart: then not all pairs are there.
    List<String> all = exact.all().isEmpty() ? List.of() : run.coveringPairs();
    return new SearchWanted(all, List.copyOf(any));
  }

  private List<String> withInitials(Handle handle, String initials) {
    List<String> found = new ArrayList<>(List.of(initials));
    near(handle, Set.of(SearchTypos.lookedUpInitials(initials))).stream()
        .filter(word -> SearchText.initials(word).startsWith(initials))
        .forEach(found::add);
    return found;
  }

  /** For each word that it makes sense for: itself, and the stored words that begin with it. */
  private Map<SearchText.Run, List<String>> begun(Handle handle, List<SearchText.Run> runs) {
    Map<SearchText.Run, List<String>> begun = new LinkedHashMap<>();
    List<SearchText.Run> asked = new ArrayList<>();
    for (SearchText.Run run : runs) {
      begun.put(run, new ArrayList<>(List.of(run.text())));
      boolean spaced = run.script() == SearchText.Script.SPACED;
      if (spaced == run.length() > 1) {
        asked.add(run);
      }
    }
    if (!asked.isEmpty()) {
      handle
          .createQuery(
              "SELECT typed.no, begun.word"
                  + " FROM unnest(:typed) WITH ORDINALITY AS typed (word, no)"
                  + " CROSS JOIN LATERAL (SELECT word FROM "
                  + words
                  + " w WHERE w.word > typed.word COLLATE \"C\""
                  + " AND w.word < (typed.word || :highest) COLLATE \"C\""
                  + " ORDER BY id LIMIT :limit) begun")
          .bindArray("typed", String.class, asked.stream().map(SearchText.Run::text).toList())
          .bind("highest", Character.toString(Character.MAX_CODE_POINT))
          .bind("limit", MAX_ALTERNATIVES)
          .map((row, _) -> Map.entry(row.getInt(1), row.getString(2)))
          .forEach(each ->
              begun
                  .computeIfAbsent(asked.get(each.getKey() - 1), _ -> new ArrayList<>())
                  .add(each.getValue()));
    }
    return begun;
  }

  private List<String> near(Handle handle, Set<Integer> hashes) {
    return handle
        .createQuery(
            "SELECT word FROM " + words + " WHERE near && :hashes ORDER BY id LIMIT :limit")
        .bindArray("hashes", Integer.class, hashes)
        .bind("limit", MAX_ALTERNATIVES)
        .mapTo(String.class)
        .list();
  }

  /** In order, so that two who add the same never wait for each other in a circle. */
  private void addWords(Handle handle, Collection<String> all) {
    List<String> fresh =
        handle
            .createQuery(
                "SELECT given.word FROM unnest(:words) AS given (word)"
                    + " WHERE NOT EXISTS (SELECT FROM "
                    + words
                    + " w WHERE w.word = given.word COLLATE \"C\") ORDER BY given.word")
            .bindArray("words", String.class, all)
            .mapTo(String.class)
            .list();
    if (!fresh.isEmpty()) {
      handle
          .createUpdate(
              "INSERT INTO "
                  + words
                  + " (word, near) SELECT word, near::int[] FROM unnest(:words, :near)"
                  + " AS given (word, near) ON CONFLICT DO NOTHING")
          .bindArray("words", String.class, fresh)
          .bindArray(
              "near",
              String.class,
              fresh.stream()
                  .map(word ->
                      SearchTypos.stored(word).stream()
                          .map(String::valueOf)
                          .collect(Collectors.joining(",", "{", "}")))
                  .toList())
          .execute();
    }
  }
}
