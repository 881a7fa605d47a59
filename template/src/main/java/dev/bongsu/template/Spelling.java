package dev.bongsu.template;

import java.util.Collection;
import java.util.stream.Collectors;

/** Finds what somebody may have meant. */
public final class Spelling {
  private static final int MAX_DISTANCE = 2;
  private static final int MAX_NAMES = 3;
  private static final int MAX_LENGTH = 64;

  /** Of more names some are not looked at: a hint is worth no more time. */
  private static final int MAX_KNOWN = 200;

  private Spelling() {}

  /** {@code "; did you mean \"orderNo\"?"}, or nothing where nothing is near. */
  public static String hint(String word, Collection<String> known) {
    String near =
        known.stream()
            .limit(MAX_KNOWN)
            .filter(each -> distance(word, each) <= Math.min(MAX_DISTANCE, word.length() / 2 + 1))
            .sorted()
            .limit(MAX_NAMES)
            .map(each -> '"' + each + '"')
            .collect(Collectors.joining(" or "));
    return near.isEmpty() ? "" : "; did you mean " + near + "?";
  }

  /**
   * How many letters must change (Levenshtein), case aside; some number above the most that counts
   * as near where it is more. Only places that far from each other are compared.
   */
  private static int distance(String a, String b) {
    int far = MAX_DISTANCE + 1;
    if (Math.abs(a.length() - b.length()) > MAX_DISTANCE || a.length() > MAX_LENGTH) {
      return far;
    }
    int[] last = new int[b.length() + 1];
    int[] now = new int[b.length() + 1];
    for (int j = 0; j < last.length; j++) {
      last[j] = Math.min(j, far);
    }
    for (int i = 1; i <= a.length(); i++) {
      int from = Math.max(1, i - MAX_DISTANCE);
      int to = Math.min(b.length(), i + MAX_DISTANCE);
      now[from - 1] = from == 1 ? Math.min(i, far) : far;
      char letter = Character.toLowerCase(a.charAt(i - 1));
      for (int j = from; j <= to; j++) {
        int changed = last[j - 1] + (letter == Character.toLowerCase(b.charAt(j - 1)) ? 0 : 1);
        now[j] = Math.min(changed, 1 + Math.min(last[j], now[j - 1]));
      }
      if (to < b.length()) {
        now[to + 1] = far;
      }
      int[] free = last;
      last = now;
      now = free;
    }
    return last[b.length()];
  }
}
