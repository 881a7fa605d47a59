package dev.bongsu.store;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which words may be meant by a mistyped one: those that become the same when a letter or two are
 * left out of both (symmetric delete). A word is stored with the hashes of what remains of it, so
 * that those near to a typed one are looked up and not compared one by one.
 */
final class SearchTypos {
  /** A longer word is looked up by its beginning. */
  private static final int LOOKED_UP = 7;

  private static final int SHORTEST = 4;
  private static final int SHORTEST_WITH_TWO = 8;
  private static final int SHORTEST_BEGUN = 6;
  private static final int LONGEST_BEGIN_OF_HANGUL = 6;

  private SearchTypos() {}

  /** By what a word is looked up. */
  static Set<Integer> stored(String word) {
    Set<Integer> hashes = new TreeSet<>();
    if (SearchText.isUnspaced(word) || hasDigit(word)) {
      return hashes;
    }
    String letters = SearchText.letters(word);
    if (letters.length() >= SHORTEST - 1) {
      addHashes(hashes, letters, letters.length() >= SHORTEST_WITH_TWO - 2 ? 2 : 1);
    }
    if (SearchText.isHangul(word)) {
      int longest = Math.min(word.length() - 1, LONGEST_BEGIN_OF_HANGUL);
      for (int syllables = 2; syllables <= longest; syllables++) {
        addHashes(hashes, SearchText.letters(word.substring(0, syllables)), 1);
      }
      String initials = SearchText.initials(word);
      for (int length = 2; length <= Math.min(initials.length(), LOOKED_UP); length++) {
        hashes.add(initialsHash(initials.substring(0, length)));
      }
    }
    return hashes;
  }

  /** By what the words are looked up that are near to a typed one; none where none are. */
  static Set<Integer> lookedUp(String typed) {
    Set<Integer> hashes = new TreeSet<>();
    int allowed = allowed(typed);
    if (allowed > 0) {
      addHashes(hashes, SearchText.letters(typed), allowed);
    }
    return hashes;
  }

  /** By what the words are looked up whose syllables begin with these consonants. */
  static int lookedUpInitials(String typed) {
    return initialsHash(typed.substring(0, Math.min(typed.length(), LOOKED_UP)));
  }

  /** Whether a word that was looked up is near to the typed one, or begins so. */
  static boolean isNear(String typed, String word) {
    int allowed = allowed(typed);
    String letters = SearchText.letters(typed);
    if (distance(letters, SearchText.letters(word)) <= allowed) {
      return true;
    }
    if (SearchText.isHangul(typed)) {
      return word.length() > typed.length()
          && distance(letters, SearchText.letters(word.substring(0, typed.length()))) <= allowed;
    }
    for (int length = letters.length(); length <= letters.length() + 1; length++) {
      if (letters.length() >= SHORTEST_BEGUN
          && length < word.length()
          && distance(letters, word.substring(0, length)) <= allowed) {
        return true;
      }
    }
    return false;
  }

  /** How many mistakes are forgiven: fewer in short words, none in numbers. */
  private static int allowed(String typed) {
    int length = SearchText.letters(typed).length();
    if (length < SHORTEST || SearchText.isUnspaced(typed) || hasDigit(typed)) {
      return 0;
    }
    return length < SHORTEST_WITH_TWO ? 1 : 2;
  }

  private static boolean hasDigit(String word) {
    return word.codePoints().anyMatch(Character::isDigit);
  }

  private static int initialsHash(String initials) {
    return ("#" + initials).hashCode();
  }

  private static void addHashes(Set<Integer> hashes, String letters, int leftOut) {
    Set<String> remains = new HashSet<>();
    addRemains(remains, letters.substring(0, Math.min(letters.length(), LOOKED_UP)), leftOut);
    remains.forEach(each -> hashes.add(each.hashCode()));
  }

  private static void addRemains(Set<String> remains, String letters, int leftOut) {
    remains.add(letters);
    for (int i = 0; i < letters.length() && leftOut > 0; i++) {
      addRemains(remains, letters.substring(0, i) + letters.substring(i + 1), leftOut - 1);
    }
  }

  /**
   * How many letters are missing, too many, wrong or changed places with their neighbour (optimal
   * string alignment).
   */
  private static int distance(String one, String other) {
    int[] beforeLast = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    int[] now = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      now[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        now[j] = Math.min(last[j - 1] + (same ? 0 : 1), 1 + Math.min(last[j], now[j - 1]));
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          now[j] = Math.min(now[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = now;
      now = free;
    }
    return last[other.length()];
  }
}
