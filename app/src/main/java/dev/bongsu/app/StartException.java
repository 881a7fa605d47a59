package dev.bongsu.app;

/** Why the process cannot start, in one line for whoever started it. */
final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The exit status of a faulty option or file. */
  static final int USAGE = 2;

  /** The exit status of a start that fails otherwise. */
  static final int FAILURE = 1;

  private final int exitStatus;

  private StartException(String message, int exitStatus) {
    super(message);
    this.exitStatus = exitStatus;
  }

  /** An option or a configuration file is faulty. */
  static StartException usage(String message) {
    return new StartException(message, USAGE);
  }

  /** Everything asked for is well-formed, but cannot be had. */
  static StartException failure(String message) {
    return new StartException(message, FAILURE);
  }

  /** What the process exits with. */
  int exitStatus() {
    return exitStatus;
  }
}
