package dev.bongsu.store;

import java.util.List;

/**
 * What a thing must have for one typed word.
 *
 * @param all terms that it has together; empty where they do not matter
 * @param any terms of which it has one instead; empty where there are none
 */
record SearchWanted(List<String> all, List<String> any) {
  SearchWanted {
    all = List.copyOf(all);
    any = List.copyOf(any);
  }

  static SearchWanted all(List<String> terms) {
    return new SearchWanted(terms, List.of());
  }

  static SearchWanted any(List<String> terms) {
    return new SearchWanted(List.of(), terms);
  }
}
