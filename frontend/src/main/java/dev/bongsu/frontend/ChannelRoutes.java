package dev.bongsu.frontend;

import static dev.bongsu.frontend.Pages.object;

import dev.bongsu.access.Resource;
import dev.bongsu.directory.AddressSyntax;
import dev.bongsu.fanout.Acceptance;
import dev.bongsu.fanout.NotificationDraft;
import dev.bongsu.fanout.Submissions;
import dev.bongsu.json.Fields;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.AfterUnknown;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.Routing;
import dev.bongsu.log.LogUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Channels called directly (A35). What comes here is a notification to one address whose message is
 * rendered already, so that it has the same guarantees and the same ledger as any other.
 */
final class ChannelRoutes {
  private static final byte[] NOTHING = new byte[0];

  private final Submissions submissions;
  private final Supplier<Optional<String>> browserKey;

  ChannelRoutes(Submissions submissions, Supplier<Optional<String>> browserKey) {
    this.submissions = submissions;
    this.browserKey = browserKey;
  }

  void addTo(Routes routes) {
    routes
        .read("/v1/channels/browser", Resource.CHANNEL, this::browser)
        .sendLimited("/v1/channels/{channel}/send", Resource.CHANNEL, this::send);
  }

  /** What a page needs to subscribe: {@code applicationServerKey} (W3C Push API section 7.1). */
  private Answer browser(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    Optional<String> key = browserKey.get();
    return Answer.ok(Map.of("publicKey", key.orElseThrow(() -> Call.notFound().thrown())));
  }

  private Answer send(Call call)
      throws ProblemException,
          InvalidException,
          LogUnavailableException,
          InterruptedException,
          IOException {
    call.noQuery();
    String key = call.idempotencyKey();
    Optional<Channel> named = Channel.named(call.path("channel"));
    Channel channel = named.orElseThrow(() -> Call.notFound().thrown());
    Map<String, @Nullable Object> body = new LinkedHashMap<>(call.object());
    if (body.containsKey("channel")) {
      throw InvalidException.malformed("/channel", "unknown field");
    }
    // The channel stands in the path; with it the address reads like any other.
    body.put("channel", channel.apiName());
    Fields fields = Fields.of(body);
    Address address = AddressSyntax.read(fields);
    Map<String, @Nullable Object> content = RenderedContent.read(fields, channel);
    Priority priority = fields.named("priority", "high, normal or low", Priority::named);
    Instant expiresAt = fields.time("expiresAt");
    fields.done();
    if (address == null) {
      throw new IllegalStateException("a missing address is a fault");
    }
    var origin =
        new NotificationDraft.Origin(
            call.identity().subject(),
            key,
            key == null ? NOTHING : Drafts.fingerprint(body),
            Json.write(request(address, content)),
            call.traceparent());
    var way =
        new NotificationDraft.Way(
            List.of(channel),
            Routing.ALL,
            priority == null ? Priority.NORMAL : priority,
            null,
            expiresAt,
            null);
    return switch (submissions.submit(draft(origin, address, content, way)).await()) {
      case Acceptance.Accepted(NotificationId id, boolean replayed) -> {
        DeliveryId delivery = DeliveryId.of(id, null, address);
        Answer accepted =
            Answer.json(202, object("id", delivery.toString()))
                .with("Location", "/v1/deliveries/" + delivery);
        yield replayed ? accepted.with("Idempotent-Replayed", "true") : accepted;
      }
      case Acceptance.KeyReused reused -> throw NotificationRoutes.keyReused(reused).thrown();
    };
  }

  /** As the notification that it is shows it. */
  private static Map<String, @Nullable Object> request(
      Address address, Map<String, @Nullable Object> content) throws InvalidException {
    Object shown = shown(address);
    return object(
        "to",
        Map.of(
            "addresses", List.of(object("channel", address.channel().apiName(), "address", shown))),
        "rendered",
        content);
  }

  private static NotificationDraft draft(
      NotificationDraft.Origin origin,
      Address address,
      Map<String, @Nullable Object> content,
      NotificationDraft.Way way) {
    return new NotificationDraft(
        origin,
        new NotificationDraft.Audience(List.of(), List.of(), List.of(address)),
        new NotificationDraft.Substance(
            new NotificationDraft.Source.Rendered(Json.write(content)),
            NOTHING,
            null,
            AfterUnknown.RETRY,
            List.of()),
        way);
  }

  private static Object shown(Address address) throws InvalidException {
    return switch (address.channel()) {
      case BROWSER -> Call.parsed(address.value().getBytes(StandardCharsets.UTF_8));
      case EMAIL, SMS, VOICE, ANDROID, IOS, INAPP -> address.value();
    };
  }
}
