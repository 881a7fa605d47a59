package dev.bongsu.directory;

import dev.bongsu.json.Fields;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.RecipientId;
import java.util.ArrayList;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A recipient as the HTTP contract writes it (A24), read with every fault at once. */
final class RecipientJson {
  static final int MAX_ADDRESSES = 100;
  static final int MAX_ATTRIBUTES_BYTES = 16 * 1024;
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MAX_TAG_LENGTH = 64;

  private RecipientJson() {}

  /** What {@code PUT} gives: the id comes from the path. */
  static Recipient read(RecipientId id, Map<String, @Nullable Object> body)
      throws InvalidException {
    Fields fields = Fields.of(body);
    // What GET answered may be put back as it is.
    String named = fields.text("id", Integer.MAX_VALUE);
    if (named != null && !named.equals(id.value())) {
      fields.fault("id", "wanted the id of the path or none");
    }
    return read(id, fields);
  }

  /** What a line of a batch gives: the id is among the fields. */
  static Recipient readLine(byte[] line) throws InvalidException {
    Fields fields;
    try {
      fields = Fields.of(Json.readObject(line));
    } catch (JsonException e) {
      throw InvalidException.malformed("", String.valueOf(e.getMessage()));
    }
    fields.missing("id");
    RecipientId id = fields.named("id", "1 to 128 of A-Za-z0-9._:@-", RecipientId::parsed);
    return read(id == null ? new RecipientId("-") : id, fields);
  }

  private static Recipient read(RecipientId id, Fields fields) throws InvalidException {
    String name = Texts.line(fields, "name", MAX_NAME_LENGTH);
    String locale = fields.named("locale", "a BCP 47 language tag", RecipientJson::locale);
    String timeZone = fields.timeZone("timeZone");
    Map<String, @Nullable Object> attributes = fields.map("attributes");
    checkAttributes(fields, attributes);
    Set<Address> addresses = new LinkedHashSet<>();
    for (Fields each : fields.children("addresses", MAX_ADDRESSES)) {
      Address address = AddressSyntax.read(each);
      if (address != null && address.channel() == Channel.INAPP) {
        each.fault("channel", "an in-app address is the recipient's id and is not given");
      } else if (address != null) {
        addresses.add(address);
      }
    }
    fields.done();
    return new Recipient(
        id,
        name,
        locale,
        timeZone,
        attributes == null ? Map.of() : attributes,
        List.copyOf(addresses));
  }

  private static void checkAttributes(
      Fields fields, @Nullable Map<String, @Nullable Object> attributes) {
    if (attributes == null || attributes.isEmpty()) {
      return;
    }
    byte[] json = Json.write(attributes);
    if (json.length > MAX_ATTRIBUTES_BYTES) {
      fields.fault(
          "attributes",
          "wanted at most " + MAX_ATTRIBUTES_BYTES + " bytes of JSON but found " + json.length);
    }
    if (Texts.holdsNul(attributes)) {
      fields.fault("attributes", "wanted no text with the character U+0000");
    }
  }

  private static Optional<String> locale(String tag) {
    if (tag.length() > MAX_TAG_LENGTH) {
      return Optional.empty();
    }
    try {
      Locale locale = new Locale.Builder().setLanguageTag(tag).build();
      return locale.getLanguage().isEmpty()
          ? Optional.empty()
          : Optional.of(locale.toLanguageTag());
    } catch (IllformedLocaleException _) {
      return Optional.empty();
    }
  }

  static Map<String, @Nullable Object> write(Recipient recipient) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", recipient.id().value());
    json.put("name", recipient.name());
    json.put("locale", recipient.locale());
    json.put("timeZone", recipient.timeZone());
    json.put("attributes", recipient.attributes());
    List<Map<String, @Nullable Object>> addresses = new ArrayList<>();
    for (Address each : recipient.addresses()) {
      Map<String, @Nullable Object> address = new LinkedHashMap<>();
      address.put("channel", each.channel().apiName());
      address.put("address", AddressSyntax.write(each));
      addresses.add(address);
    }
    json.put("addresses", addresses);
    return json;
  }
}
