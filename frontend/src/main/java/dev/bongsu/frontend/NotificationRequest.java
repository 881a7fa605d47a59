package dev.bongsu.frontend;

import dev.bongsu.directory.AddressSyntax;
import dev.bongsu.fanout.NotificationDraft;
import dev.bongsu.fanout.NotificationDraft.Audience;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.GroupKey;
import dev.bongsu.kernel.Identifiers;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.Routing;
import dev.bongsu.kernel.TemplateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request to notify that fits its schema; whether what it names exists is not known yet. */
record NotificationRequest(
    Said said,
    Audience audience,
    Way way,
    @Nullable String idempotencyKey,
    Map<String, @Nullable Object> json) {
  private static final int MAX_COLLAPSE_KEY_LENGTH = 64;
  private static final int MAX_ATTACHMENTS = 20;
  private static final int MAX_IDEMPOTENCY_KEY_LENGTH = 255;
  private static final String KEY = "a key of [a-z0-9][a-z0-9._-]{0,63}";

  /**
   * What is said.
   *
   * @param params as given, null for none
   */
  record Said(
      @Nullable TemplateKey template,
      @Nullable Integer templateVersion,
      @Nullable Map<String, @Nullable Object> content,
      @Nullable Map<String, @Nullable Object> params,
      @Nullable CategoryKey category,
      List<String> attachments) {}

  /**
   * How it goes.
   *
   * @param channels in the order given, empty for the default
   */
  record Way(
      List<Channel> channels,
      Routing routing,
      Priority priority,
      @Nullable Instant sendAt,
      @Nullable Instant expiresAt,
      @Nullable String collapseKey) {}

  /**
   * Reads a request.
   *
   * @param inBatch whether {@code idempotencyKey} may stand in it (A8)
   * @throws InvalidException of kind malformed, with all faults
   */
  static NotificationRequest read(Map<String, @Nullable Object> json, boolean inBatch)
      throws InvalidException {
    Fields fields = Fields.of(json);
    Said said = said(fields);
    Audience audience = audience(fields);
    Way way = way(fields);
    fields.map("metadata");
    String key = inBatch ? idempotencyKey(fields) : null;
    if (!fields.has("template") && !fields.has("content")) {
      fields.fault("wanted template or content but found neither");
    }
    fields.done();
    if (audience == null) {
      throw new IllegalStateException("a request without an audience has a fault");
    }
    return new NotificationRequest(said, audience, way, key, json);
  }

  /** Whether this may be an idempotency key (A7). */
  static boolean isIdempotencyKey(String key) {
    return !key.isEmpty()
        && key.length() <= MAX_IDEMPOTENCY_KEY_LENGTH
        && key.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
  }

  private static Said said(Fields fields) {
    return new Said(
        fields.named("template", KEY, text -> Ids.tried(text, TemplateKey::new)),
        fields.integer("templateVersion", 1, Integer.MAX_VALUE),
        fields.map("content"),
        fields.map("params"),
        fields.named("category", KEY, text -> Ids.tried(text, CategoryKey::new)),
        fields.list(
            "attachments",
            MAX_ATTACHMENTS,
            "the id of an object",
            text -> Identifiers.isUuid(text) ? Optional.of(text) : Optional.empty()));
  }

  private static @Nullable Audience audience(Fields fields) {
    Fields to = fields.child("to");
    if (to == null) {
      fields.missing("to");
      return null;
    }
    int max = NotificationDraft.MAX_NAMED;
    List<RecipientId> recipients =
        to.list(
            "recipients",
            max,
            "1 to 128 of A-Za-z0-9._:@-",
            text -> Ids.tried(text, RecipientId::new));
    List<GroupKey> groups = to.list("groups", max, KEY, text -> Ids.tried(text, GroupKey::new));
    List<Address> addresses = new ArrayList<>();
    for (Fields each : to.children("addresses", max)) {
      Address address = AddressSyntax.read(each);
      if (address != null) {
        addresses.add(address);
      }
    }
    if (recipients.isEmpty() && groups.isEmpty() && addresses.isEmpty()) {
      if (fields.isSound()) {
        to.fault("wanted a non-empty list of recipients, groups or addresses");
      }
      return null;
    }
    return new Audience(recipients, groups, addresses);
  }

  private static Way way(Fields fields) {
    List<Channel> channels =
        fields.list("channels", Channel.values().length, "a channel", Channel::named);
    if (fields.raw("channels") instanceof List<?> list && list.isEmpty()) {
      fields.fault("channels", "wanted at least one channel but found none");
    }
    Routing routing = fields.named("routing", "all or first", Routing::named);
    Priority priority = fields.named("priority", "high, normal or low", Priority::named);
    String collapseKey = fields.textWithoutNul("collapseKey", MAX_COLLAPSE_KEY_LENGTH);
    return new Way(
        channels,
        routing == null ? Routing.ALL : routing,
        priority == null ? Priority.NORMAL : priority,
        fields.time("sendAt"),
        fields.time("expiresAt"),
        collapseKey);
  }

  private static @Nullable String idempotencyKey(Fields fields) {
    return fields.named(
        "idempotencyKey",
        "1 to 255 printable ASCII characters",
        text -> isIdempotencyKey(text) ? Optional.of(text) : Optional.empty());
  }
}
