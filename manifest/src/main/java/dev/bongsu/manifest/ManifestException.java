package dev.bongsu.manifest;

/** A file is not what was wanted, or cannot be read or written; one line naming it. */
public final class ManifestException extends Exception {
  private static final long serialVersionUID = 1L;

  ManifestException(String message) {
    super(message);
  }
}
