package dev.bongsu.channel.ios;

import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.json.Fields;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the push service, and for which app.
 *
 * @param topic the app's bundle id
 * @param identity null only where a fault was noted
 */
public record ApnsSettings(
    ProviderSettings common, String host, int port, String topic, @Nullable Identity identity)
    implements ProviderKind.Blueprint {
  /** The {@code type} in the configuration. */
  public static final String TYPE = "apns";

  private static final String HOST = "api.push.apple.com";
  private static final int PORT = 443;
  private static final int MAX_TEXT = 255;

  /**
   * The settings in {@code fields}, whose {@code done()} is the caller's to call; they are for use
   * only if it finds no fault.
   *
   * @param base what relative paths are relative to
   */
  public static ApnsSettings read(Fields fields, Path base) {
    ProviderSettings common = ProviderSettings.read(fields, base);
    String host = Objects.requireNonNullElse(fields.text("host", MAX_TEXT), HOST);
    if (host.isBlank() || !host.chars().allMatch(ApnsSettings::isOfHost)) {
      fields.fault("host", "wanted a host name or address");
    }
    Integer port = fields.integer("port", 1, 65_535);
    String topic = fields.requiredText("topic", MAX_TEXT);
    if (!topic.matches("[A-Za-z0-9._-]*")) {
      fields.fault("topic", "wanted the app's bundle id, like com.example.app");
    }
    Identity identity = Identity.read(fields, base);
    return new ApnsSettings(common, host, Objects.requireNonNullElse(port, PORT), topic, identity);
  }

  @Override
  public Provider open(Surroundings around) {
    return new ApnsProvider(this, around.clock());
  }

  private static boolean isOfHost(int c) {
    return c < 0x80 && (Character.isLetterOrDigit(c) || "-._:".indexOf(c) >= 0);
  }
}
