package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.json.Fields;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a mail relay, who writes, and how.
 *
 * @param from who the mails are from; its domain is that of the Message-ID
 * @param dkim each signs every mail; none for mails that the relay signs, or nobody
 * @param bounces null where mails come back to {@code from}
 */
record SmtpSettings(
    ProviderSettings common,
    Relay relay,
    Mailbox from,
    List<DkimKey> dkim,
    @Nullable Bounces bounces,
    DomainLimits perDomain)
    implements ProviderKind.Blueprint {
  SmtpSettings {
    dkim = List.copyOf(dkim);
  }

  /** Without what can be left out. */
  static SmtpSettings plain(ProviderSettings common, Relay relay, Mailbox from) {
    return new SmtpSettings(common, relay, from, List.of(), null, DomainLimits.NONE);
  }

  /**
   * The settings in {@code fields}, whose {@code done()} is the caller's to call; they are for use
   * only if it finds no fault.
   *
   * @param base what relative paths are relative to
   */
  static SmtpSettings read(Fields fields, Path base) {
    ProviderSettings common = ProviderSettings.read(fields, base);
    Relay relay = Relay.read(fields, base);
    Mailbox from = fields.named("from", "a mailbox like Shop <a@example.com>", Mailbox::parse);
    fields.missing("from");
    return new SmtpSettings(
        common,
        relay,
        Objects.requireNonNullElse(from, Mailbox.NOBODY),
        DkimKey.read(fields, base),
        Bounces.read(fields),
        DomainLimits.read(fields));
  }

  @Override
  public Provider open(Surroundings around) {
    return new SmtpProvider(this, around);
  }

  /** Without the password and the keys. */
  @Override
  public String toString() {
    return "smtp " + common.id() + " at " + relay;
  }
}
