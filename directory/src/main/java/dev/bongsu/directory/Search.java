package dev.bongsu.directory;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * How a list is searched by what people type: for a part of the words, or for something spelled
 * like one of them (pg_trgm).
 */
final class Search {
  /** The words of the index {@code recipient_words}: the same expression, or it is not used. */
  static final String RECIPIENT_WORDS = "(id || ' ' || coalesce(name, ''))";

  /** The words of a group and of a category. */
  static final String DESCRIBED_WORDS =
      "(key || ' ' || coalesce(name, '') || ' ' || coalesce(description, ''))";

  /** So that a word of six letters is found with two of them exchanged. */
  private static final String WORD_SIMILARITY = "0.4";

  private Search() {}

  /** The condition on these words, to follow another one. */
  static String condition(String words) {
    return " AND (" + words + " ILIKE :pattern OR " + words + " %> :query)";
  }

  /** Binds what {@link #condition} asks for. */
  static void bind(Handle handle, Query list, String query) {
    handle
        .createQuery("SELECT set_config('pg_trgm.word_similarity_threshold', :value, true)")
        .bind("value", WORD_SIMILARITY)
        .mapTo(String.class)
        .one();
    // PostgreSQL takes no U+0000 in a text, and nothing that is stored has one.
    String text = query.replace("\0", "");
    String literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    list.bind("pattern", "%" + literal + "%").bind("query", text);
  }
}
