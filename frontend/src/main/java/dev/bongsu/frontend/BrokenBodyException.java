package dev.bongsu.frontend;

/**
 * That a body does not come as it was announced: cut off, or in chunks that are none (RFC 9112
 * sections 7.1 and 8). Thrown where the server reads, which lets no checked exception through.
 * Nothing behind it on this connection can be understood.
 */
final class BrokenBodyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  BrokenBodyException(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  static BrokenBodyException malformed(String detail) {
    return new BrokenBodyException(Problem.of(ErrorCode.MALFORMED, detail));
  }

  /** What its sender is told. */
  Problem problem() {
    return problem;
  }
}
