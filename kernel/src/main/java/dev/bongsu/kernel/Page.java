package dev.bongsu.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextCursor where the next page begins, opaque to whoever passes it on; null on the last
 *     page
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
  /** How many items a page has when nothing is asked for. */
  public static final int DEFAULT_LIMIT = 50;

  /** How many items a page may have. */
  public static final int MAX_LIMIT = 500;

  public Page {
    items = List.copyOf(items);
  }

  /**
   * Which page is wanted.
   *
   * @param limit 1 to {@value #MAX_LIMIT}
   * @param cursor a {@link Page#nextCursor} from before, null for the first page
   */
  public record Request(int limit, @Nullable String cursor) {
    public Request {
      if (limit < 1 || limit > MAX_LIMIT) {
        throw new IllegalArgumentException(
            "limit must be from 1 to " + MAX_LIMIT + " but is " + limit);
      }
    }
  }
}
