package dev.bongsu.template;

import dev.bongsu.kernel.Fault;
import java.util.List;

/** Notes what is wrong with one text, by line and column; enough is enough at 100 faults in all. */
final class Complaints {
  private static final int MAX_FAULTS = 100;

  private final String pointer;
  private final String source;
  private final List<Fault> faults;

  Complaints(String pointer, String source, List<Fault> faults) {
    this.pointer = pointer;
    this.source = source;
    this.faults = faults;
  }

  /** Something is wrong at this offset of the source. */
  void at(int offset, String detail) {
    if (faults.size() >= MAX_FAULTS) {
      return;
    }
    int line = 1;
    int lineStart = 0;
    for (int i = source.indexOf('\n'); i >= 0 && i < offset; i = source.indexOf('\n', i + 1)) {
      line++;
      lineStart = i + 1;
    }
    faults.add(new Fault(pointer, detail, line, offset - lineStart + 1));
  }
}
