package dev.bongsu.directory;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.SuppressionReason;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What some recipients and addresses refuse, as it was when {@link Refusals} was asked. */
public final class Refused {
  /** Nobody refuses anything. */
  public static final Refused NOTHING = new Refused(Map.of(), Map.of());

  private final Map<Address, Set<SuppressionReason>> addresses;
  private final Map<RecipientId, List<OptOut>> recipients;

  Refused(
      Map<Address, Set<SuppressionReason>> addresses, Map<RecipientId, List<OptOut>> recipients) {
    this.addresses = addresses;
    this.recipients = recipients;
  }

  /** Whether nobody refuses anything. */
  public boolean isNothing() {
    return addresses.isEmpty() && recipients.isEmpty();
  }

  /**
   * Why nothing is sent to this address; null if something may be.
   *
   * @param recipient null for an address without one
   * @param category the key of what is sent, null for none
   * @param optOutsCount see {@link Refusals#mayOptOutOf}; what bounced or complained always counts
   */
  public @Nullable SuppressionReason reason(
      @Nullable RecipientId recipient,
      Address address,
      @Nullable String category,
      boolean optOutsCount) {
    if (isNothing()) {
      return null;
    }
    Set<SuppressionReason> reasons = addresses.getOrDefault(address, Set.of());
    if (reasons.contains(SuppressionReason.BOUNCED_BEFORE)) {
      return SuppressionReason.BOUNCED_BEFORE;
    }
    if (reasons.contains(SuppressionReason.COMPLAINED)) {
      return SuppressionReason.COMPLAINED;
    }
    if (!optOutsCount) {
      return null;
    }
    boolean optedOut =
        reasons.contains(SuppressionReason.OPTED_OUT)
            || (recipient != null
                && recipients.getOrDefault(recipient, List.of()).stream()
                    .anyMatch(each -> each.covers(category, address.channel())));
    return optedOut ? SuppressionReason.OPTED_OUT : null;
  }
}
