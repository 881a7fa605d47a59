package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Secrets;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.json.Fields;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a mail relay, and who writes.
 *
 * @param username null for no AUTH
 * @param password null exactly where {@code username} is
 * @param from who the mails are from; its domain is that of the Message-ID
 */
public record SmtpSettings(
    ProviderSettings common,
    String host,
    int port,
    Tls tls,
    @Nullable String username,
    @Nullable String password,
    Mailbox from)
    implements ProviderKind.Blueprint {
  /** The {@code type} in the configuration. */
  public static final String TYPE = "smtp";

  private static final Mailbox NOBODY = new Mailbox(null, "nobody@localhost");
  private static final int MAX_TEXT = 512;

  /**
   * The settings in {@code fields}, whose {@code done()} is the caller's to call; they are for use
   * only if it finds no fault.
   *
   * @param base what relative paths are relative to
   */
  public static SmtpSettings read(Fields fields, Path base) {
    ProviderSettings common = ProviderSettings.read(fields, base);
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
    Mailbox from = fields.named("from", "a mailbox like Shop <a@example.com>", Mailbox::parse);
    fields.missing("from");
    if (fields.has("dkim")) {
      fields.fault("dkim", "not available yet: let the relay sign");
    }
    return new SmtpSettings(
        common,
        host,
        Objects.requireNonNullElse(port, tls.usualPort()),
        tls,
        username,
        password,
        Objects.requireNonNullElse(from, NOBODY));
  }

  @Override
  public Provider open(Surroundings around) {
    return new SmtpProvider(this, around.clock());
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "smtp " + common.id() + " at " + host + ":" + port + ", tls " + tls;
  }
}
