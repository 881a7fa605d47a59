package dev.bongsu.template;

/** JSON Pointers (RFC 6901). */
final class Pointers {
  private Pointers() {}

  /** A name as it stands in a pointer. */
  static String escaped(String name) {
    return name.indexOf('~') < 0 && name.indexOf('/') < 0
        ? name
        : name.replace("~", "~0").replace("/", "~1");
  }
}
