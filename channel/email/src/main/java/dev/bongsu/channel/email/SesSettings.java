package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Secrets;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.json.Fields;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Amazon SES, and who writes.
 *
 * @param configurationSet null for the account's own
 * @param events null where nobody tells what became of mails
 */
record SesSettings(
    ProviderSettings common,
    URI baseUrl,
    Access access,
    Mailbox from,
    @Nullable String configurationSet,
    @Nullable Events events)
    implements ProviderKind.Blueprint {
  private static final int MAX_TEXT = 512;
  private static final Pattern REGION = Pattern.compile("[a-z]{2,4}(-[a-z]{2,12}){1,3}-\\d{1,2}");
  private static final Pattern TOPIC =
      Pattern.compile("arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}");
  private static final URI NOWHERE = URI.create("https://localhost");

  /** What requests are signed with. */
  record Access(String region, String accessKey, String secretKey) {
    /** Without the secret. */
    @Override
    public String toString() {
      return accessKey + " in " + region;
    }
  }

  /**
   * Which SNS topic tells what became of mails.
   *
   * @param origin where the topic's certificates are, null for Amazon's own hosts
   */
  record Events(String topicArn, @Nullable URI origin) {}

  static SesSettings read(Fields fields, Path base) {
    ProviderSettings common = ProviderSettings.read(fields, base);
    String region = fields.named("region", "a region like eu-west-1", SesSettings::region);
    fields.missing("region");
    String accessKey = fields.requiredText("accessKey", MAX_TEXT);
    String secretKey = Secrets.read(fields, "secretKey", base);
    if (secretKey == null && fields.isSound()) {
      fields.missing("secretKey");
    }
    URI baseUrl = fields.named("baseUrl", "an https URL without a path", SesSettings::origin);
    Mailbox from = fields.named("from", "a mailbox like Shop <a@example.com>", Mailbox::parse);
    fields.missing("from");
    String topic = fields.named("topicArn", "the ARN of an SNS topic", SesSettings::topic);
    URI snsUrl = fields.named("snsUrl", "an https URL without a path", SesSettings::origin);
    if (snsUrl != null && topic == null && fields.isSound()) {
      fields.fault("topicArn", "wanted with snsUrl");
    }
    String known = Objects.requireNonNullElse(region, "");
    return new SesSettings(
        common,
        baseUrl != null
            ? baseUrl
            : region == null ? NOWHERE : URI.create("https://email." + region + ".amazonaws.com"),
        new Access(known, accessKey, Objects.requireNonNullElse(secretKey, "")),
        Objects.requireNonNullElse(from, Mailbox.NOBODY),
        fields.named("configurationSetName", "the name of a configuration set", SesSettings::set),
        topic == null ? null : new Events(topic, snsUrl));
  }

  @Override
  public Provider open(Surroundings around) {
    return new SesProvider(this, around);
  }

  @Override
  public Optional<Callbacks> callbacks(Surroundings around) {
    return events == null
        ? Optional.empty()
        : Optional.of(
            new SesCallbacks(
                events.topicArn(),
                new SnsWeb(events.origin(), common),
                new SesEvents(common.id(), around.clock())));
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "ses " + common.id() + " at " + baseUrl;
  }

  private static Optional<String> region(String text) {
    return Optional.of(text).filter(region -> REGION.matcher(region).matches());
  }

  private static Optional<String> topic(String text) {
    return Optional.of(text).filter(topic -> TOPIC.matcher(topic).matches());
  }

  private static Optional<String> set(String text) {
    return Optional.of(text).filter(name -> name.matches("[A-Za-z0-9_-]{1,64}"));
  }

  /** C10: plain HTTP to this machine only. */
  private static Optional<URI> origin(String text) {
    try {
      URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean bare =
          url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getRawPath().isEmpty()
              && url.getRawQuery() == null
              && url.getRawFragment() == null;
      boolean loopback =
          "http".equals(url.getScheme())
              && url.getHost() != null
              && url.getHost().matches("localhost|127(\\.\\d{1,3}){3}|\\[::1\\]");
      return Optional.of(url).filter(_ -> bare && ("https".equals(url.getScheme()) || loopback));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
