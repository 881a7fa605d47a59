package dev.bongsu.store;

import java.util.Optional;

/**
 * What a search found.
 *
 * @param rank how well it fits, 0 for best; the same for good while nobody changes what is found
 */
public record SearchHit(int rank, String key) {
  /** Its place in the order of what a search finds: by rank, then by key. */
  public String place() {
    return rank + " " + key;
  }

  /** What {@link #place} was made from; empty if it was not made so. */
  public static Optional<SearchHit> at(String place) {
    boolean ranked =
        place.length() > 2
            && place.charAt(0) >= '0'
            && place.charAt(0) <= '0' + SearchLadder.LAST
            && place.charAt(1) == ' '
            && place.indexOf('\0') < 0;
    return ranked
        ? Optional.of(new SearchHit(place.charAt(0) - '0', place.substring(2)))
        : Optional.empty();
  }
}
