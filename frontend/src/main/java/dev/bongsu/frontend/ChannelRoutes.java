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
    NotificationDraft draft =
        draft(call, address, content, priority == null ? Priority.NORMAL : priority, expiresAt);
    return switch (submissions.submit(draft).await()) {
      case Acceptance.Accepted(NotificationId id, _) -> {
        DeliveryId delivery = DeliveryId.of(id, null, address);
        yield Answer.json(202, object("id", delivery.toString()))
            .with("Location", "/v1/deliveries/" + delivery);
      }
      case Acceptance.KeyReused _ ->
          throw new IllegalStateException("a request without a key cannot reuse one");
    };
  }

  private static NotificationDraft draft(
      Call call,
      Address address,
      Map<String, @Nullable Object> content,
      Priority priority,
      @Nullable Instant expiresAt)
      throws InvalidException {
    Object shown = shown(address);
    Map<String, @Nullable Object> request =
        object(
            "to",
            Map.of(
                "addresses",
                List.of(object("channel", address.channel().apiName(), "address", shown))),
            "rendered",
            content);
    return new NotificationDraft(
        new NotificationDraft.Origin(
            call.identity().subject(), null, new byte[0], Json.write(request), call.traceparent()),
        new NotificationDraft.Audience(List.of(), List.of(), List.of(address)),
        new NotificationDraft.Substance(
            new NotificationDraft.Source.Rendered(Json.write(content)),
            new byte[0],
            null,
            AfterUnknown.RETRY,
            List.of()),
        new NotificationDraft.Way(
            List.of(address.channel()), Routing.ALL, priority, null, expiresAt, null));
  }

  private static Object shown(Address address) throws InvalidException {
    return switch (address.channel()) {
      case BROWSER -> Call.parsed(address.value().getBytes(StandardCharsets.UTF_8));
      case EMAIL, SMS, VOICE, ANDROID, IOS, INAPP -> address.value();
    };
  }
}
