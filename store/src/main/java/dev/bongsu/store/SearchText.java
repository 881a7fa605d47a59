package dev.bongsu.store;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts text into the terms it is found by, the same for what is stored and what is typed. Letters
 * are compared without case, width, accents and the kind of kana. Scripts that put no spaces
 * between words are cut into pairs of neighbouring characters, and so is Hangul beside its words,
 * because its compounds and particles are written together.
 */
final class SearchText {
  private static final int MAX_RUN = 40;
  private static final Set<UnicodeScript> UNSPACED =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.BOPOMOFO,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR);
  private static final int LONG_VOWEL_MARK = 0x30FC;
  private static final int FIRST_SYLLABLE = 0xAC00;
  private static final int LAST_SYLLABLE = 0xD7A3;
  private static final int SYLLABLES_PER_INITIAL = 588;
  private static final int FIRST_INITIAL = 0x1100;
  private static final int LAST_INITIAL = 0x1112;

  private SearchText() {}

  /** How a run of characters is cut. */
  enum Script {
    /** Words between spaces. */
    SPACED,
    /** Words between spaces that grow together. */
    HANGUL,
    /** No spaces at all. */
    UNSPACED
  }

  /**
   * Characters of one kind, folded, without a separator.
   *
   * @param text at most 40 characters; the rest of a longer one is left out
   */
  record Run(Script script, String text) {
    int length() {
      return text.codePointCount(0, text.length());
    }

    /** Neighbouring characters, each pair once or more; none of a single one. */
    List<String> pairs() {
      int[] characters = text.codePoints().toArray();
      List<String> pairs = new ArrayList<>(characters.length);
      for (int i = 0; i + 1 < characters.length; i++) {
        pairs.add(new String(characters, i, 2));
      }
      return pairs;
    }

    /** So few pairs that every character is in one of them. */
    List<String> coveringPairs() {
      List<String> pairs = pairs();
      List<String> some = new ArrayList<>();
      for (int i = 0; i < pairs.size(); i += 2) {
        some.add(pairs.get(i));
      }
      if (pairs.size() % 2 == 0 && !pairs.isEmpty()) {
        some.add(pairs.getLast());
      }
      return some;
    }

    /** What a text that has this run is found by. */
    void addTerms(Collection<String> terms) {
      switch (script) {
        case SPACED -> terms.add(text);
        case HANGUL -> {
          terms.add(text);
          addPairs(terms);
        }
        case UNSPACED -> addPairs(terms);
      }
    }

    /** The last character too, so that each begins a term. */
    private void addPairs(Collection<String> terms) {
      terms.addAll(pairs());
      terms.add(text.substring(text.offsetByCodePoints(text.length(), -1)));
    }

    /** Whether these are only initial consonants, as people type the beginnings of syllables. */
    boolean isInitials() {
      return length() > 1
          && text.chars().allMatch(each -> each >= FIRST_INITIAL && each <= LAST_INITIAL);
    }
  }

  /** The runs of a text in their order. */
  static List<Run> runs(String text) {
    List<Run> runs = new ArrayList<>();
    var run = new StringBuilder();
    Script script = Script.SPACED;
    int length = 0;
    String folded = folded(text);
    for (int i = 0; i < folded.length(); ) {
      int character = folded.codePointAt(i);
      i += Character.charCount(character);
      if (isApostrophe(character)) {
        continue;
      }
      Script next = script(character, script, length);
      if (next != script || !isPart(character)) {
        add(runs, script, run);
        length = 0;
      }
      script = next;
      if (isPart(character) && length++ < MAX_RUN) {
        run.appendCodePoint(character);
      }
    }
    add(runs, script, run);
    return runs;
  }

  /** Without case, width, accents and the kind of kana. */
  static String folded(String text) {
    if (text.chars().allMatch(each -> each < 0x80)) {
      return text.toLowerCase(Locale.ROOT);
    }
    String plain =
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .toUpperCase(Locale.ROOT)
            .toLowerCase(Locale.ROOT);
    var folded = new StringBuilder(plain.length());
    Normalizer.normalize(plain, Normalizer.Form.NFD)
        .codePoints()
        .filter(each -> each < 0x300 || each > 0x36F)
        .map(SearchText::foldedCharacter)
        .forEach(folded::appendCodePoint);
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  private static int foldedCharacter(int character) {
    if (character == 'ς') {
      return 'σ';
    }
    boolean katakana = character >= 0x30A1 && character <= 0x30F6;
    return katakana ? character - 0x60 : character;
  }

  /** The beginning of a text, no character cut in two. */
  static String cut(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    boolean inside = Character.isHighSurrogate(text.charAt(maxLength - 1));
    return text.substring(0, inside ? maxLength - 1 : maxLength);
  }

  /** The consonants that the syllables of a Hangul term begin with; empty for any other term. */
  static String initials(String term) {
    var initials = new StringBuilder(term.length());
    for (int i = 0; i < term.length(); i++) {
      char each = term.charAt(i);
      if (each < FIRST_SYLLABLE || each > LAST_SYLLABLE) {
        return "";
      }
      initials.append((char) (FIRST_INITIAL + (each - FIRST_SYLLABLE) / SYLLABLES_PER_INITIAL));
    }
    return initials.toString();
  }

  /** Letter by letter: Hangul by its vowels and consonants. */
  static String letters(String term) {
    return isHangul(term) ? Normalizer.normalize(term, Normalizer.Form.NFD) : term;
  }

  static boolean isHangul(String term) {
    return !term.isEmpty() && UnicodeScript.of(term.codePointAt(0)) == UnicodeScript.HANGUL;
  }

  static boolean isUnspaced(String term) {
    return !term.isEmpty() && script(term.codePointAt(0), Script.SPACED, 0) == Script.UNSPACED;
  }

  private static void add(List<Run> runs, Script script, StringBuilder run) {
    if (!run.isEmpty()) {
      runs.add(new Run(script, run.toString()));
      run.setLength(0);
    }
  }

  private static boolean isApostrophe(int character) {
    return character == '\'' || character == '’';
  }

  private static boolean isPart(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
      default -> Character.isLetterOrDigit(character);
    };
  }

  private static Script script(int character, Script before, int length) {
    if (character < 0x80) {
      return Script.SPACED;
    }
    if (character == LONG_VOWEL_MARK) {
      return Script.UNSPACED;
    }
    UnicodeScript script = UnicodeScript.of(character);
    if (script == UnicodeScript.INHERITED && length > 0) {
      return before;
    }
    if (script == UnicodeScript.HANGUL) {
      return Script.HANGUL;
    }
    return UNSPACED.contains(script) ? Script.UNSPACED : Script.SPACED;
  }
}
