package dev.bongsu.channel.android;

import dev.bongsu.channel.spi.BaseUrls;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Secrets;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.json.Fields;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where to send, and in whose name.
 *
 * @param account null only where a fault was noted
 */
public record FcmSettings(ProviderSettings common, URI baseUrl, @Nullable ServiceAccount account)
    implements ProviderKind.Blueprint {
  /** The {@code type} in the configuration. */
  public static final String TYPE = "fcm";

  private static final URI BASE_URL = URI.create("https://fcm.googleapis.com");

  /**
   * The settings in {@code fields}, whose {@code done()} is the caller's to call; they are for use
   * only if it finds no fault.
   *
   * @param base what relative paths are relative to
   */
  public static FcmSettings read(Fields fields, Path base) {
    ProviderSettings common = ProviderSettings.read(fields, base);
    URI baseUrl = Objects.requireNonNullElse(BaseUrls.read(fields, "baseUrl"), BASE_URL);
    return new FcmSettings(common, baseUrl, account(fields, base));
  }

  @Override
  public Provider open(Surroundings around) {
    return new FcmProvider(this, around.clock());
  }

  private static @Nullable ServiceAccount account(Fields fields, Path base) {
    fields.missing("serviceAccountFile");
    String text = Secrets.file(fields, "serviceAccountFile", base);
    if (text == null) {
      return null;
    }
    try {
      return ServiceAccount.ofJson(text);
    } catch (GeneralSecurityException e) {
      fields.fault("serviceAccountFile", String.valueOf(e.getMessage()));
      return null;
    }
  }
}
