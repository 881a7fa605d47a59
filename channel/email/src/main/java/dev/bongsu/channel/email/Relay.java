package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.Secrets;
import dev.bongsu.json.Fields;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a relay is and how it knows us.
 *
 * @param username null for no AUTH
 * @param password null exactly where {@code username} is
 */
record Relay(String host, int port, Tls tls, @Nullable String username, @Nullable String password) {
  private static final int MAX_TEXT = 512;

  static Relay read(Fields fields, Path base) {
    String host = fields.requiredText("host", MAX_TEXT);
    if (host.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
      fields.fault("host", "wanted a host name or address");
    }
    Tls tls =
        Objects.requireNonNullElse(
            fields.named("tls", "none, starttls or tls", Tls::named), Tls.STARTTLS);
    Integer port = fields.integer("port", 1, 65_535);
    String username = fields.text("username", MAX_TEXT);
    String password = Secrets.read(fields, "password", base);
    if (username == null && password != null) {
      fields.fault("username", "wanted with a password");
    }
    if (username != null && password == null && fields.isSound()) {
      fields.fault("password", "wanted with a username");
    }
    return new Relay(
        host, Objects.requireNonNullElse(port, tls.usualPort()), tls, username, password);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return host + ":" + port + ", tls " + tls;
  }
}
