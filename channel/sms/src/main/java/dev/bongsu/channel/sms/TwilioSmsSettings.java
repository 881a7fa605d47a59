package dev.bongsu.channel.sms;

import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.channel.twilio.TwilioAccount;
import dev.bongsu.channel.twilio.TwilioCallbacks;
import dev.bongsu.json.Fields;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf Twilio sends, and from which number.
 *
 * @param from a number of E.164, a short code or a name; null exactly where {@code
 *     messagingServiceSid} is not
 */
record TwilioSmsSettings(
    TwilioAccount account, @Nullable String from, @Nullable String messagingServiceSid)
    implements ProviderKind.Blueprint {
  private static final int MAX_TEXT = 64;

  /**
   * The settings in {@code fields}; faults are noted there.
   *
   * @param base what relative paths are relative to
   */
  static TwilioSmsSettings read(Fields fields, Path base) {
    TwilioAccount account = TwilioAccount.read(fields, base);
    String from = fields.text("from", MAX_TEXT);
    String service = fields.text("messagingServiceSid", MAX_TEXT);
    if (from == null && service == null) {
      fields.missing("from");
    }
    if (from != null && service != null) {
      fields.fault("messagingServiceSid", "wanted only one of from and messagingServiceSid");
    }
    return new TwilioSmsSettings(account, from, service);
  }

  @Override
  public ProviderSettings common() {
    return account.common();
  }

  @Override
  public Provider open(Surroundings around) {
    return new TwilioSmsProvider(this, around);
  }

  @Override
  public Optional<Callbacks> callbacks(Surroundings around) {
    var meaning = new SmsCallbacks(common().id(), around.clock());
    return Optional.of(new TwilioCallbacks(account, meaning::read));
  }

  /** What Twilio sends from. */
  String source() {
    return Objects.requireNonNull(from == null ? messagingServiceSid : from);
  }
}
