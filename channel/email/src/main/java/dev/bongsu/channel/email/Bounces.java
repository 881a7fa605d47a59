package dev.bongsu.channel.email;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.DeliveryId;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where mails come back to that could not be delivered, and where this process listens for them.
 * Each mail has an envelope's sender of its own, {@code bounces+<delivery id>@example.com}:
 * whatever comes there is about that delivery, whether or not its sender knows how reports are
 * written.
 *
 * @param address without the delivery's id
 * @param listen null where another process does
 */
record Bounces(MailAddress address, @Nullable Listen listen) {
  /**
   * Where to listen.
   *
   * @param port 0 for any free one
   */
  record Listen(String host, int port) {}

  /** What stands between the local part and the id (RFC 5233 section 4). */
  private static final char SEPARATOR = '+';

  private static final int ID_LENGTH = 36;
  private static final int LONGEST_LOCAL = 64 - ID_LENGTH - 1;
  private static final int MAX_TEXT = 512;

  /** Those of the field {@code bounces}; null where it is absent or faulty. */
  static @Nullable Bounces read(Fields provider) {
    Fields fields = provider.child("bounces");
    if (fields == null) {
      return null;
    }
    MailAddress address = fields.named("address", "a mail address", Bounces::address);
    fields.missing("address");
    Fields listen = fields.child("listen");
    return address == null ? null : new Bounces(address, listen == null ? null : listen(listen));
  }

  private static @Nullable Listen listen(Fields fields) {
    String host = fields.text("host", MAX_TEXT);
    Integer port = fields.integer("port", 0, 65_535);
    fields.missing("port");
    return port == null ? null : new Listen(Objects.requireNonNullElse(host, "127.0.0.1"), port);
  }

  /** The envelope's sender for a delivery. */
  MailAddress senderOf(DeliveryId delivery) {
    return new MailAddress(address.local() + SEPARATOR + delivery, address.domain());
  }

  /** Whether this is where mails come back to, with an id or without. */
  boolean isOurs(MailAddress to) {
    return address.domain().equalsIgnoreCase(to.domain())
        && (address.local().equalsIgnoreCase(to.local()) || deliveryOf(to).isPresent());
  }

  /** The delivery that an address of {@link #senderOf} names. */
  Optional<DeliveryId> deliveryOf(MailAddress to) {
    String prefix = address.local() + SEPARATOR;
    String local = to.local();
    return local.length() == prefix.length() + ID_LENGTH
            && local.regionMatches(true, 0, prefix, 0, prefix.length())
        ? DeliveryId.parsed(local.substring(prefix.length()))
        : Optional.empty();
  }

  private static Optional<MailAddress> address(String text) {
    return MailAddress.of(text)
        .filter(each -> each.local().length() <= LONGEST_LOCAL && !each.needsUtf8())
        .filter(each -> !each.local().startsWith("\""));
  }
}
