package dev.bongsu.directory;

import dev.bongsu.json.Fields;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Identifiers;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an address must look like on its channel (A24), and the one form in which it is kept: two
 * addresses that reach the same device are equal. Stateless.
 */
public final class AddressSyntax {
  private static final int MIN_APNS_LENGTH = 64;
  private static final int MAX_APNS_LENGTH = 200;
  private static final int MAX_FCM_LENGTH = 4096;
  private static final int MAX_E164_DIGITS = 15;
  private static final int MIN_E164_DIGITS = 7;

  private AddressSyntax() {}

  /**
   * The address that an object {@code {"channel", "address"}} stands for: null where it is faulty,
   * and the faults are noted in {@code fields}. Used for recipients and for {@code to.addresses}.
   */
  public static @Nullable Address read(Fields fields) {
    Channel channel = fields.named("channel", "a channel", Channel::named);
    fields.missing("channel");
    fields.missing("address");
    if (channel == null || !fields.has("address")) {
      fields.raw("address");
      return null;
    }
    String value =
        switch (channel) {
          case BROWSER -> BrowserSubscription.read(fields, "address");
          case EMAIL -> Texts.unquoted(fields, "address", "an e-mail address", Mailbox::normalized);
          case SMS, VOICE ->
              Texts.unquoted(
                  fields, "address", "a number like +15551234567 (E.164)", AddressSyntax::e164);
          case ANDROID ->
              Texts.unquoted(fields, "address", "an FCM token", AddressSyntax::fcmToken);
          case IOS ->
              Texts.unquoted(
                  fields,
                  "address",
                  "an APNs device token in hexadecimal",
                  AddressSyntax::apnsToken);
          case INAPP ->
              fields.named(
                  "address",
                  "a recipient id",
                  id -> Identifiers.isRecipientId(id) ? Optional.of(id) : Optional.empty());
        };
    return value == null ? null : new Address(channel, value);
  }

  /**
   * The address as the HTTP contract shows it: a text, or the object of a browser's subscription.
   */
  static @Nullable Object write(Address address) {
    return switch (address.channel()) {
      case BROWSER -> {
        try {
          yield Json.read(address.value());
        } catch (JsonException e) {
          throw new IllegalStateException("a subscription is stored that is not JSON", e);
        }
      }
      case EMAIL, SMS, VOICE, ANDROID, IOS, INAPP -> address.value();
    };
  }

  /** ITU-T E.164: a plus, then 7 to 15 digits of which the first is not 0. */
  private static Optional<String> e164(String text) {
    int digits = text.length() - 1;
    boolean sound =
        digits >= MIN_E164_DIGITS
            && digits <= MAX_E164_DIGITS
            && text.charAt(0) == '+'
            && text.charAt(1) != '0'
            && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
    return sound ? Optional.of(text) : Optional.empty();
  }

  /** Apple says that tokens vary in length; those known have 32 to 100 bytes. */
  private static Optional<String> apnsToken(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    boolean sound =
        lower.length() >= MIN_APNS_LENGTH
            && lower.length() <= MAX_APNS_LENGTH
            && lower.length() % 2 == 0
            && lower.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    return sound ? Optional.of(lower) : Optional.empty();
  }

  /** Google promises nothing but a text; those known are of the characters of a URL's path. */
  private static Optional<String> fcmToken(String text) {
    boolean sound =
        !text.isEmpty()
            && text.length() <= MAX_FCM_LENGTH
            && text.chars()
                .allMatch(c ->
                    (c >= '0' && c <= '9')
                        || (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || "-._~:%=+/|".indexOf(c) >= 0);
    return sound ? Optional.of(text) : Optional.empty();
  }
}
