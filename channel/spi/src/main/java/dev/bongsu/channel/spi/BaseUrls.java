package dev.bongsu.channel.spi;

import dev.bongsu.json.Fields;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where a provider's HTTP interface is. */
public final class BaseUrls {
  private static final int LONGEST = 2048;
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1\\]?", Pattern.CASE_INSENSITIVE);

  private BaseUrls() {}

  /**
   * The URL in a field, without a slash at its end: https anywhere, http on loopback only (C10), no
   * user, no query. Faults are noted in {@code fields}.
   */
  public static @Nullable URI read(Fields fields, String name) {
    String text = fields.text(name, LONGEST);
    if (text == null) {
      return null;
    }
    Optional<URI> url = parse(text);
    if (url.isEmpty()) {
      fields.fault(name, "wanted an https:// URL, or http:// on loopback, without a query");
    }
    return url.orElse(null);
  }

  /** The same of a text, its scheme in lower case; empty if it is no such URL. */
  public static Optional<URI> parse(String text) {
    try {
      URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      boolean known =
          url.getHost() != null
              && (scheme.equals("https")
                  || (scheme.equals("http") && LOOPBACK.matcher(url.getHost()).matches()));
      boolean bare =
          url.getRawUserInfo() == null
              && url.getRawQuery() == null
              && url.getRawFragment() == null
              && url.getPort() <= 65_535;
      return known && bare
          ? Optional.of(URI.create(scheme + url.toString().substring(scheme.length())))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
