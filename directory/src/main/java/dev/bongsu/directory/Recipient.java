package dev.bongsu.directory;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.RecipientId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who receives.
 *
 * @param locale BCP 47 in its canonical form, null for the sender's default
 * @param timeZone IANA, null for UTC
 * @param attributes what senders keep with a recipient: plain JSON values
 * @param addresses in the order given, each once; never in-app ones, which the id stands for
 */
public record Recipient(
    RecipientId id,
    @Nullable String name,
    @Nullable String locale,
    @Nullable String timeZone,
    Map<String, @Nullable Object> attributes,
    List<Address> addresses) {

  public Recipient {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    addresses = List.copyOf(addresses);
  }

  /** As the HTTP contract shows it, {@code id} first. */
  public Map<String, @Nullable Object> json() {
    return RecipientJson.write(this);
  }
}
