package dev.bongsu.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ranks of a search, one statement each, so that worse ones are looked at only where better
 * ones do not fill the page: the key itself, keys that begin so, the name itself, all words in the
 * name, in what is said about it, in all that it says, and the same three with typing mistakes.
 * What stands on a rank stands on none below it. For one thread.
 */
final class SearchLadder {
  /** The last rank. */
  static final int LAST = 8;

  private static final int WHOLE_KEY = 0;
  private static final int BEGUN_KEY = 1;
  private static final int WHOLE_NAME = 2;
  private static final int WORDS = 3;
  private static final int NEAR_WORDS = 6;
  private static final List<SearchDocument.Weight> WEIGHTS =
      List.of(SearchDocument.Weight.values());
  private static final String HIGHEST = Character.toString(Character.MAX_CODE_POINT);

  private final String table;
  private final String key;
  private final String wholeName;
  private final List<SearchWanted> exact;
  private final List<SearchWanted> near;
  private final List<String> tags;
  private final SearchFilter.@Nullable Keys within;

  /**
   * A ladder.
   *
   * @param key what was typed, as a key
   * @param wholeName what was typed, as the term of a name
   * @param exact for each word what matches it
   * @param near for each word what matches it or what may be meant by it; the same where nothing is
   */
  SearchLadder(
      String table,
      String key,
      String wholeName,
      List<SearchWanted> exact,
      List<SearchWanted> near,
      SearchFilter filter) {
    this.table = table;
    this.key = key;
    this.wholeName = wholeName;
    this.exact = List.copyOf(exact);
    this.near = List.copyOf(near);
    this.tags =
        filter.tags().entrySet().stream()
            .map(each -> SearchDocument.tagged(each.getKey(), each.getValue()))
            .toList();
    this.within = filter.within();
  }

  /** A statement with what is bound to it. */
  record Statement(String sql, Map<String, String> texts, Map<String, List<String>> lists) {}

  /** Whether mistakes are forgiven on this rank. */
  static boolean forgives(int rank) {
    return rank >= NEAR_WORDS;
  }

  /** Whether anything can stand on the ranks that forgive mistakes. */
  boolean forgives() {
    return !near.equals(exact);
  }

  /** The keys on a rank behind one, in their order; the limit is left to be bound. */
  Statement rank(int rank, String after) {
    var written = new Written();
    List<String> conditions = new ArrayList<>();
    String from = written.from(rank);
    if (rank <= BEGUN_KEY) {
      conditions.add(written.key(rank));
    }
    if (!after.isEmpty()) {
      conditions.add("key > " + written.text(after));
    }
    if (within != null) {
      conditions.add(
          "(key = ANY ("
              + written.list(within.keys())
              + ") OR key ^@ ANY ("
              + written.list(within.beginnings())
              + "))");
    }
    for (int above : above(rank)) {
      conditions.add(written.notOn(above));
    }
    String sql =
        "SELECT key FROM "
            + from
            + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
            + " ORDER BY key LIMIT :limit";
    return new Statement(sql, written.texts, written.lists);
  }

  /** The ranks that hold, together, all that stands above. */
  private static List<Integer> above(int rank) {
    return switch (rank) {
      case WHOLE_KEY -> List.of();
      case BEGUN_KEY -> List.of(WHOLE_KEY);
      case WHOLE_NAME -> List.of(BEGUN_KEY);
      // Words that stand in a name stand in all there is, and so on: each rank holds the one above.
      case NEAR_WORDS -> List.of(BEGUN_KEY, NEAR_WORDS - 1);
      default ->
          rank > NEAR_WORDS
              ? List.of(BEGUN_KEY, NEAR_WORDS - 1, rank - 1)
              : List.of(BEGUN_KEY, rank - 1);
    };
  }

  /** Conditions, and what is bound in them. */
  private final class Written {
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, List<String>> lists = new LinkedHashMap<>();

    /**
     * The rows whose terms are those of a rank, or of one that it holds. OFFSET keeps the
     * conditions on keys apart: the planner would look up the keys and then read the terms of each
     * row that has one, not knowing how long they are.
     */
    String from(int rank) {
      List<String> conditions = new ArrayList<>();
      if (rank == WHOLE_NAME) {
        conditions.add("terms @> " + list(List.of(wholeName)));
      } else if (rank >= WORDS) {
        boolean isNear = forgives(rank);
        var weight = WEIGHTS.get(isNear ? rank - NEAR_WORDS : rank - WORDS);
        (isNear ? near : exact).forEach(each -> conditions.add(has(each, weight)));
      }
      if (!tags.isEmpty()) {
        conditions.add("terms @> " + list(tags));
      }
      return conditions.isEmpty()
          ? table
          : "(SELECT key FROM "
              + table
              + " WHERE "
              + String.join(" AND ", conditions)
              + " OFFSET 0) found";
    }

    /** Whether a key stands on a rank of keys. */
    String key(int rank) {
      return rank == WHOLE_KEY
          ? "key = " + text(key)
          : "key >= " + text(key) + " AND key < " + text(key + HIGHEST);
    }

    /** By the key itself where that tells it; else the others are looked up once. */
    String notOn(int rank) {
      return rank <= BEGUN_KEY
          ? "NOT (" + key(rank) + ")"
          : "key NOT IN (SELECT key FROM " + from(rank) + ")";
    }

    private String has(SearchWanted wanted, SearchDocument.Weight weight) {
      List<String> either = new ArrayList<>();
      if (!wanted.all().isEmpty()) {
        either.add("terms @> " + list(marked(wanted.all(), weight)));
      }
      if (!wanted.any().isEmpty() || wanted.all().isEmpty()) {
        either.add("terms && " + list(marked(wanted.any(), weight)));
      }
      return "(" + String.join(" OR ", either) + ")";
    }

    private String text(String value) {
      String name = "t" + texts.size();
      texts.put(name, value);
      return ":" + name;
    }

    private String list(List<String> values) {
      String name = "l" + lists.size();
      lists.put(name, values);
      return "CAST(:" + name + " AS text[])";
    }
  }

  private static List<String> marked(List<String> terms, SearchDocument.Weight weight) {
    return terms.stream().map(weight::marked).toList();
  }
}
