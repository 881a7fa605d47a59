package dev.bongsu.inbox;

import dev.bongsu.kernel.InvalidException;

/**
 * A place in the order of an inbox. As a cursor, which is all that anybody else needs, it is two
 * hexadecimal numbers.
 *
 * @param xid the place of the transaction that stored an item: its id, and {@code inbox_order}'s
 *     shift
 * @param ord the item's place within it
 */
public record Position(long xid, int ord) {
  static final Position START = new Position(0, 0);

  private static final char SEPARATOR = '-';
  private static final int HEX = 16;

  /** Behind everything that was stored before {@code xid}. */
  static Position before(long xid) {
    return new Position(xid - 1, Integer.MAX_VALUE);
  }

  static Position of(String cursor) throws InvalidException {
    int separator = cursor.indexOf(SEPARATOR);
    try {
      var position =
          new Position(
              Long.parseLong(cursor, 0, Math.max(separator, 0), HEX),
              Integer.parseInt(cursor, separator + 1, cursor.length(), HEX));
      // One place has one cursor, so "+1-0" is none.
      if (position.cursor().equals(cursor)) {
        return position;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw InvalidException.malformed("/after", "wanted a cursor that an inbox answered");
  }

  String cursor() {
    return Long.toString(xid, HEX) + SEPARATOR + Integer.toString(ord, HEX);
  }
}
