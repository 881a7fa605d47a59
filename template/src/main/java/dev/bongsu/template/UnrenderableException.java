package dev.bongsu.template;

/** A text goes over one of its bounds with these parameters; the message names no value of them. */
class UnrenderableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnrenderableException(String message) {
    super(message);
  }
}
