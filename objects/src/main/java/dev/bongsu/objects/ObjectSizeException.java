package dev.bongsu.objects;

/** A file was empty, or larger than an object may be. */
public final class ObjectSizeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean isEmpty;

  ObjectSizeException(boolean isEmpty) {
    super("wanted 1 to " + ObjectStore.MAX_BYTES + " bytes");
    this.isEmpty = isEmpty;
  }

  /** Whether there was nothing; otherwise there was too much. */
  public boolean isEmpty() {
    return isEmpty;
  }
}
