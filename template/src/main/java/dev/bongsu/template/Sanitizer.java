package dev.bongsu.template;

import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;
import org.owasp.html.Sanitizers;

/**
 * Cleans HTML that came as a parameter: what is not on the list of harmless elements, attributes,
 * styles and kinds of links is left out.
 */
final class Sanitizer {
  private static final PolicyFactory ALLOWED =
      Sanitizers.FORMATTING
          .and(Sanitizers.BLOCKS)
          .and(Sanitizers.TABLES)
          .and(Sanitizers.STYLES)
          .and(
              new HtmlPolicyBuilder()
                  .allowElements("a", "img", "hr", "pre", "span", "center", "font")
                  .allowUrlProtocols("http", "https", "mailto", "tel", "cid")
                  .allowAttributes("href", "title", "target")
                  .onElements("a")
                  .allowAttributes("src", "alt", "title", "width", "height", "border")
                  .onElements("img")
                  .allowAttributes("color", "face", "size")
                  .onElements("font")
                  .allowAttributes("align", "valign", "bgcolor", "width", "height")
                  .onElements("table", "td", "th", "tr", "p", "div")
                  .allowAttributes("lang", "dir")
                  .globally()
                  .toFactory());

  private Sanitizer() {}

  /** Well-formed HTML of harmless elements. */
  static String clean(String html) {
    return ALLOWED.sanitize(html);
  }
}
