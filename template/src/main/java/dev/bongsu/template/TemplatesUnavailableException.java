package dev.bongsu.template;

/** The template is not in memory and the database cannot be asked at the moment. */
public final class TemplatesUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  TemplatesUnavailableException(Throwable cause) {
    super("the template is not in memory and the database does not answer", cause);
  }
}
