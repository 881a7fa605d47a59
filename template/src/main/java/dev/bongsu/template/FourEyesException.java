package dev.bongsu.template;

import dev.bongsu.kernel.TemplateKey;

/** Somebody wanted to make their own words live, which {@link Approval} leaves to others there. */
public final class FourEyesException extends Exception {
  private static final long serialVersionUID = 1L;

  private FourEyesException(String message) {
    super(message);
  }

  /** A version was to be live as it is made. */
  static FourEyesException ofNew() {
    return new FourEyesException(
        "whoever makes a version cannot publish it: without publish it is a draft, which somebody"
            + " else can publish");
  }

  /** A version was to be live as it is made, and in {@code child} too. */
  static FourEyesException ofNew(TemplateKey child) {
    return new FourEyesException(
        "template "
            + child
            + " uses it, and whoever makes a version of that cannot publish it: without publish it"
            + " is a draft, which somebody else can publish");
  }

  /** A draft was to be published by one of those whose words are in it. */
  static FourEyesException ofOwn(TemplateKey key, int version, int own) {
    return new FourEyesException(words(key, version, own) + ". Somebody else has to publish it");
  }

  /** Likewise, because of {@code child}, which uses it. */
  static FourEyesException ofOwn(TemplateKey key, int version, int own, TemplateKey child) {
    return new FourEyesException(
        words(key, version, own)
            + ", and template "
            + child
            + " uses it. Somebody else has to publish it");
  }

  private static String words(TemplateKey key, int version, int own) {
    return "version "
        + version
        + " of template "
        + key
        + " has words that nobody else has approved"
        + (own == version ? ": you made it" : ": you made version " + own);
  }

  /** Words that were never live were to come back. */
  static FourEyesException ofUnapproved(TemplateKey key, int version) {
    return new FourEyesException(
        "version "
            + version
            + " of template "
            + key
            + " was never live, so nobody has approved it: somebody else than its author has to"
            + " publish it");
  }
}
