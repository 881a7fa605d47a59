package dev.bongsu.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
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
   * A page cut from what was read for it.
   *
   * @param read in the order of the list, from the page's first item on; one more than the limit
   *     where there are more
   * @param place what tells an item's place in the order, the same for good
   */
  public static <T> Page<T> of(List<T> read, Request request, Function<T, String> place) {
    if (read.size() <= request.limit()) {
      return new Page<>(read, null);
    }
    List<T> items = read.subList(0, request.limit());
    return new Page<>(items, cursorAfter(place.apply(items.getLast())));
  }

  /** The cursor of the page that begins after this place; for pages not cut by {@link #of}. */
  public static String cursorAfter(String place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(place.getBytes(StandardCharsets.UTF_8));
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

    /**
     * The place that the cursor was made from by {@link Page#of}, null for the first page.
     *
     * @throws InvalidException of kind malformed if the cursor is none of ours
     */
    public @Nullable String place() throws InvalidException {
      if (cursor == null) {
        return null;
      }
      try {
        byte[] utf8 = Base64.getUrlDecoder().decode(cursor);
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      } catch (IllegalArgumentException | CharacterCodingException _) {
        throw malformedCursor();
      }
    }

    /**
     * The key after which a list in the order of its keys goes on, empty for its beginning.
     *
     * @throws InvalidException of kind malformed if the cursor is none of such a list
     */
    public String placeOfKey() throws InvalidException {
      String place = place();
      if (place != null && !Identifiers.isKey(place)) {
        throw malformedCursor();
      }
      return place == null ? "" : place;
    }

    /**
     * The recipient after whom a list in the order of ids goes on, empty for its beginning.
     *
     * @throws InvalidException of kind malformed if the cursor is none of such a list
     */
    public String placeOfRecipient() throws InvalidException {
      String place = place();
      if (place != null && !Identifiers.isRecipientId(place)) {
        throw malformedCursor();
      }
      return place == null ? "" : place;
    }

    /** What to throw when {@link #place} is not a place of the list asked for. */
    public static InvalidException malformedCursor() {
      return InvalidException.malformed("/cursor", "wanted a cursor that a list answered");
    }
  }
}
