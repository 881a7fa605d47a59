package dev.bongsu.frontend;

import dev.bongsu.inbox.AckState;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.InvalidException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a device says of items. */
record Acknowledgement(Set<DeliveryId> deliveries, AckState as) {
  private static final int MAX_DELIVERIES = 1_000;

  Acknowledgement {
    deliveries = Set.copyOf(deliveries);
  }

  /** From {@code {"deliveries": […], "as": "read"}}. */
  static Acknowledgement of(Map<String, @Nullable Object> json) throws InvalidException {
    Fields fields = Fields.of(json);
    Set<DeliveryId> deliveries =
        new HashSet<>(
            fields.list(
                "deliveries",
                MAX_DELIVERIES,
                "the id of a delivery",
                text -> Ids.tried(text, each -> new DeliveryId(Ids.uuid(each)))));
    AckState as = fields.named("as", "delivered, read or archived", AckState::named);
    fields.missing("deliveries");
    fields.missing("as");
    fields.done();
    if (as == null) {
      throw new IllegalStateException("a missing state is a fault");
    }
    return new Acknowledgement(deliveries, as);
  }
}
