package dev.bongsu.template;

/** A text becomes longer than there is room for it. */
final class TooLongException extends UnrenderableException {
  private static final long serialVersionUID = 1L;

  TooLongException(int maxLength) {
    super("the rendered text is longer than " + maxLength + " characters");
  }
}
