package dev.bongsu.directory;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * A list in the order of its keys, cheap at any depth and stable whoever comes and goes meanwhile,
 * and searched by what people type: for a part of its words, or for something spelled like one of
 * them (pg_trgm).
 *
 * @param select everything before the conditions
 * @param key the column of the keys
 * @param words what is searched: the very expression of an index where there is one, or it is not
 *     used
 */
record SearchQuery(String select, String key, String words) {
  /** So that a word of six letters is found with two of them exchanged. */
  private static final String WORD_SIMILARITY = "0.4";

  /**
   * At most so many rows behind {@code after}.
   *
   * @param typed null for all
   */
  Query page(Handle handle, @Nullable String typed, String after, int limit) {
    String searched =
        typed == null ? "" : " AND (" + words + " ILIKE :pattern OR " + words + " %> :typed)";
    Query page =
        handle
            .createQuery(
                select
                    + " WHERE "
                    + key
                    + " > :after"
                    + searched
                    + " ORDER BY "
                    + key
                    + " LIMIT :limit")
            .bind("after", after)
            .bind("limit", limit);
    if (typed != null) {
      bind(handle, page, typed);
    }
    return page;
  }

  private static void bind(Handle handle, Query page, String typed) {
    handle
        .createQuery("SELECT set_config('pg_trgm.word_similarity_threshold', :value, true)")
        .bind("value", WORD_SIMILARITY)
        .mapTo(String.class)
        .one();
    // PostgreSQL takes no U+0000 in a text, and nothing that is stored has one.
    String text = typed.replace("\0", "");
    String literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    page.bind("pattern", "%" + literal + "%").bind("typed", text);
  }
}
