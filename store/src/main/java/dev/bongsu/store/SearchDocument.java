package dev.bongsu.store;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one thing is found by: gathered text by text, the weightiest first. For one thread. */
public final class SearchDocument {
  /** How much it says of a thing that a word stands there, the most first. */
  public enum Weight {
    /** What it is called. */
    NAME('1'),
    /** What is said about it in short. */
    ABOUT('2'),
    /** All that it says. */
    CONTENT('3');

    private final char mark;

    Weight(char mark) {
      this.mark = mark;
    }

    /** A term that stands in a text of this weight, or of a greater one. */
    String marked(String term) {
      return mark + term;
    }
  }

  /** What is more than that is not found. */
  private static final int MAX_TERMS = 4_000;

  private static final int MAX_WHOLE = 200;

  private final String key;
  private final Set<String> words = new LinkedHashSet<>();
  private final Set<String> terms = new LinkedHashSet<>();

  /** A thing that is found by its key; a {@link #name} comes besides. */
  public SearchDocument(String key) {
    this.key = key;
    add(Weight.NAME, key);
  }

  /** It is called so. */
  public SearchDocument name(@Nullable String name) {
    if (name != null) {
      add(Weight.NAME, name);
      terms.add(whole(SearchText.runs(name)));
    }
    return this;
  }

  /** It has this text. */
  public SearchDocument add(Weight weight, @Nullable String text) {
    if (text == null) {
      return this;
    }
    for (SearchText.Run run : SearchText.runs(text)) {
      if (words.size() >= MAX_TERMS) {
        break;
      }
      Set<String> found = new LinkedHashSet<>();
      run.addTerms(found);
      words.addAll(found);
      for (Weight each : Weight.values()) {
        if (each.compareTo(weight) >= 0) {
          found.forEach(term -> terms.add(each.marked(term)));
        }
      }
    }
    return this;
  }

  /** It is of this kind, by which those that are searched can be narrowed down. */
  public SearchDocument tag(String name, String value) {
    terms.add(tagged(name, value));
    return this;
  }

  String key() {
    return key;
  }

  /** Every word and pair of characters, unmarked. */
  Set<String> words() {
    return words;
  }

  Set<String> terms() {
    return terms;
  }

  static String tagged(String name, String value) {
    return "#" + name + ":" + value;
  }

  /** The term of a name as a whole. */
  static String whole(List<SearchText.Run> name) {
    String whole = name.stream().map(SearchText.Run::text).collect(Collectors.joining(" "));
    return "=" + SearchText.cut(whole, MAX_WHOLE);
  }
}
