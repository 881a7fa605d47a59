package dev.bongsu.kernel;

import java.util.List;

/** What was given cannot be taken; lists all its faults at once. */
public final class InvalidException extends Exception {
  private static final long serialVersionUID = 1L;

  /** How the contract tells the two apart: see A1 of the HTTP contract. */
  public enum Kind {
    /** It does not parse, or does not fit its schema (HTTP 400). */
    MALFORMED,
    /** It fits its schema but names what does not exist or does not go together (HTTP 422). */
    UNPROCESSABLE
  }

  private final Kind kind;
  private final transient List<Fault> faults;

  private InvalidException(Kind kind, List<Fault> faults) {
    super(
        faults.isEmpty()
            ? "invalid"
            : faults.getFirst().pointer() + ": " + faults.getFirst().detail());
    this.kind = kind;
    this.faults = List.copyOf(faults);
  }

  /** Does not fit its schema. */
  public static InvalidException malformed(List<Fault> faults) {
    return new InvalidException(Kind.MALFORMED, faults);
  }

  /** Does not fit its schema, at one place. */
  public static InvalidException malformed(String pointer, String detail) {
    return malformed(List.of(new Fault(pointer, detail)));
  }

  /** Names what does not exist, or does not go together. */
  public static InvalidException unprocessable(List<Fault> faults) {
    return new InvalidException(Kind.UNPROCESSABLE, faults);
  }

  /** Names what does not exist or does not go together, at one place. */
  public static InvalidException unprocessable(String pointer, String detail) {
    return unprocessable(List.of(new Fault(pointer, detail)));
  }

  /** Whether the shape or the meaning is wrong. */
  public Kind kind() {
    return kind;
  }

  /** All that is wrong. */
  public List<Fault> faults() {
    return faults;
  }
}
