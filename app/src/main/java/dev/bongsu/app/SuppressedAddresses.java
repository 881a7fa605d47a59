package dev.bongsu.app;

import dev.bongsu.directory.AddressSyntax;
import dev.bongsu.directory.Recipient;
import dev.bongsu.directory.Recipients;
import dev.bongsu.directory.Refusals;
import dev.bongsu.json.Fields;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.SuppressionReason;
import dev.bongsu.ledger.DeliveryView;
import dev.bongsu.ledger.Ledger;
import dev.bongsu.ledger.ReportedAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what providers say of addresses into suppressions. Of receipts, the ledger knows addresses
 * only by their masks; but a delivery's id follows from its address, so the address is among the
 * recipient's, or among those that the request names, where the id comes out the same. One that is
 * not there any more needs no suppression.
 */
final class SuppressedAddresses implements ReportedAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(SuppressedAddresses.class);
  private static final int MOST_NAMED = 10_000;
  private static final String REPLY = "reply";

  private final Recipients recipients;
  private final Refusals refusals;
  private final Ledger ledger;

  SuppressedAddresses(Features.People people, Ledger ledger) {
    this.recipients = people.recipients();
    this.refusals = people.refusals();
    this.ledger = ledger;
  }

  @Override
  public void refused(DeliveryView delivery, SuppressionReason reason, String provider) {
    switch (delivery.target().channel()) {
      case EMAIL, SMS, VOICE ->
          address(delivery)
              .ifPresentOrElse(
                  address -> refusals.suppress(address, reason, provider),
                  () ->
                      LOG.info("the address of delivery {} is not known any more", delivery.id()));
      // Devices and browsers say at once that they are gone, and are forgotten then.
      case ANDROID, IOS, BROWSER, INAPP -> {}
    }
  }

  @Override
  public void dead(Address address, String provider) {
    refusals.suppress(address, SuppressionReason.BOUNCED_BEFORE, provider);
  }

  @Override
  public void replied(Address from, boolean wanted, String provider) {
    if (wanted) {
      refusals.optIn(from);
    } else {
      refusals.optOut(from, provider.isEmpty() ? REPLY : provider);
    }
  }

  private Optional<Address> address(DeliveryView delivery) {
    RecipientId recipient = delivery.target().recipient();
    List<Address> candidates =
        recipient == null
            ? named(delivery)
            : recipients.find(recipient).map(Recipient::addresses).orElse(List.of());
    Channel channel = delivery.target().channel();
    return candidates.stream()
        .filter(each -> each.channel() == channel)
        .filter(
            each -> DeliveryId.of(delivery.notificationId(), recipient, each).equals(delivery.id()))
        .findFirst();
  }

  /** The addresses that the request names. */
  private List<Address> named(DeliveryView delivery) {
    return ledger
        .notification(delivery.notificationId())
        .map(view -> addresses(view.row().request()))
        .orElse(List.of());
  }

  private static List<Address> addresses(byte[] request) {
    List<Address> addresses = new ArrayList<>();
    try {
      Map<String, @Nullable Object> json = Json.readObject(request);
      Fields to = Fields.of(json).child("to");
      if (to != null) {
        for (Fields each : to.children("addresses", MOST_NAMED)) {
          Address address = AddressSyntax.read(each);
          if (address != null) {
            addresses.add(address);
          }
        }
      }
    } catch (JsonException e) {
      LOG.error("a request is recorded that is not JSON", e);
    }
    return addresses;
  }
}
