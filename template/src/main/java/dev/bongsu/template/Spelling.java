package dev.bongsu.template;

import java.util.Collection;
import java.util.stream.Collectors;

/** Finds what somebody may have meant. */
final class Spelling {
  private static final int MAX_DISTANCE = 2;
  private static final int MAX_NAMES = 3;
  private static final int MAX_LENGTH = 64;

  private Spelling() {}

  /** {@code "; did you mean \"orderNo\"?"}, or nothing where nothing is near. */
  static String hint(String word, Collection<String> known) {
    String near =
        known.stream()
            .filter(each -> distance(word, each) <= Math.min(MAX_DISTANCE, word.length() / 2 + 1))
            .sorted()
            .limit(MAX_NAMES)
            .map(each -> '"' + each + '"')
            .collect(Collectors.joining(" or "));
    return near.isEmpty() ? "" : "; did you mean " + near + "?";
  }

  /** How many letters must change (Levenshtein), case aside. */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > MAX_DISTANCE || a.length() > MAX_LENGTH) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        int changed = diagonal + (same ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
