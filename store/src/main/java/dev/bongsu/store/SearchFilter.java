package dev.bongsu.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at by a search at all.
 *
 * @param tags what is found has all these, by their names
 * @param within which keys may be found, null for all
 */
public record SearchFilter(Map<String, String> tags, @Nullable Keys within) {
  /** Everything is looked at. */
  public static final SearchFilter NONE = new SearchFilter(Map.of(), null);

  public SearchFilter {
    tags = Map.copyOf(tags);
  }

  /** These keys, and all that begin so. */
  public record Keys(List<String> keys, List<String> beginnings) {
    public Keys {
      keys = List.copyOf(keys);
      beginnings = List.copyOf(beginnings);
    }
  }
}
