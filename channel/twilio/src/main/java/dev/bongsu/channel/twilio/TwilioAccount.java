package dev.bongsu.channel.twilio;

import dev.bongsu.channel.spi.BaseUrls;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Secrets;
import dev.bongsu.json.Fields;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;

/**
 * On whose behalf to ask.
 *
 * @param baseUrl without a slash at its end
 */
public record TwilioAccount(
    ProviderSettings common, URI baseUrl, String accountSid, String authToken) {
  /** The {@code type} in the configuration. */
  public static final String TYPE = "twilio";

  /** A number that whoever sends from it is let ("Magic input" of Twilio's test credentials). */
  public static final String TEST_NUMBER = "+15005550006";

  private static final URI TWILIO = URI.create("https://api.twilio.com");
  private static final int MAX_TEXT = 512;

  /**
   * The account in {@code fields}; faults are noted there.
   *
   * @param base what relative paths are relative to
   */
  public static TwilioAccount read(Fields fields, Path base) {
    ProviderSettings common = ProviderSettings.read(fields, base);
    URI baseUrl = BaseUrls.read(fields, "baseUrl");
    String sid = fields.requiredText("accountSid", MAX_TEXT);
    if (!sid.isEmpty() && !sid.matches("[A-Za-z0-9]+")) {
      fields.fault("accountSid", "wanted letters and digits");
    }
    String token = Secrets.read(fields, "authToken", base);
    if (token == null || token.isEmpty()) {
      fields.missing("authToken");
    }
    return new TwilioAccount(
        common,
        Objects.requireNonNullElse(baseUrl, TWILIO),
        sid,
        Objects.requireNonNullElse(token, ""));
  }

  /** An account at the sandbox's Twilio on this machine. */
  public static TwilioAccount sandbox(String id, URI baseUrl, String accountSid, String authToken) {
    return new TwilioAccount(ProviderSettings.defaults(id, TYPE), baseUrl, accountSid, authToken);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "twilio " + common.id() + " at " + baseUrl;
  }
}
