package dev.bongsu.directory;

import dev.bongsu.kernel.Identifiers;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;

/** Places in lists that are ordered by a key or an id. */
final class Places {
  private Places() {}

  /** The key after which the page begins, empty for the first page. */
  static String ofKeys(Page.Request request) throws InvalidException {
    String place = request.place();
    if (place != null && !Identifiers.isKey(place)) {
      throw Page.Request.malformedCursor();
    }
    return place == null ? "" : place;
  }

  /** The recipient's id after which the page begins, empty for the first page. */
  static String ofRecipients(Page.Request request) throws InvalidException {
    String place = request.place();
    if (place != null && !Identifiers.isRecipientId(place)) {
      throw Page.Request.malformedCursor();
    }
    return place == null ? "" : place;
  }
}
