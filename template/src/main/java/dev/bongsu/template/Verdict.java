package dev.bongsu.template;

import dev.bongsu.kernel.InvalidException;
import java.util.List;

/** What would become of a {@link Proposal}. */
public sealed interface Verdict {
  /**
   * It would be taken.
   *
   * @param warnings what its author should know before
   */
  record Valid(List<String> warnings) implements Verdict {
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /** It would be refused. */
  record Refused(InvalidException why) implements Verdict {}
}
