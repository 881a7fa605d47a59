package dev.bongsu.template;

import dev.bongsu.kernel.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes what is wrong with one text, by line and column; enough is enough at 100 faults in all. */
final class Complaints {
  private static final int MAX_FAULTS = 100;

  private final String pointer;
  private final @Nullable String source;
  private final String prefix;
  private final List<Fault> faults;
  private final Judgement judgement;

  /** Of the text {@code source} at {@code pointer}, taken before. */
  Complaints(String pointer, String source, List<Fault> faults) {
    this(pointer, source, faults, Judgement.OF_STORED);
  }

  /** The same of a text that is judged like this. */
  Complaints(String pointer, String source, List<Fault> faults, Judgement judgement) {
    this(pointer, source, "", faults, judgement);
  }

  private Complaints(
      String pointer,
      @Nullable String source,
      String prefix,
      List<Fault> faults,
      Judgement judgement) {
    this.pointer = pointer;
    this.source = source;
    this.prefix = prefix;
    this.faults = faults;
    this.judgement = judgement;
  }

  /** Of a text that stands elsewhere, told where it is named: {@code prefix} says which it is. */
  static Complaints ofOther(String pointer, String prefix, List<Fault> faults) {
    return new Complaints(pointer, null, prefix, faults, Judgement.OF_STORED);
  }

  /** Whether mistakes are told that were let pass once. */
  boolean isOfAuthor() {
    return judgement == Judgement.OF_AUTHOR;
  }

  /** Whether nothing more is noted: then looking for more is of no use. */
  boolean isFull() {
    return faults.size() >= MAX_FAULTS;
  }

  /** Something is wrong at this offset of the source. */
  void at(int offset, String detail) {
    if (isFull()) {
      return;
    }
    Fault fault =
        source == null ? new Fault(pointer, prefix + detail) : fault(source, offset, detail);
    if (!faults.contains(fault)) {
      faults.add(fault);
    }
  }

  private Fault fault(String text, int offset, String detail) {
    int line = 1;
    int lineStart = 0;
    for (int i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
      line++;
      lineStart = i + 1;
    }
    // As people count: an emoji is one character, though it takes two units of UTF-16.
    return new Fault(pointer, detail, line, text.codePointCount(lineStart, offset) + 1);
  }
}
