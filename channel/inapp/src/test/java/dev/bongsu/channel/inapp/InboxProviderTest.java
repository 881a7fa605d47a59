package dev.bongsu.channel.inapp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullMarked
class InboxProviderTest {
  private static final NotificationId NOTIFICATION =
      new NotificationId(UUID.fromString("0199a1b2-c3d4-7e5f-8071-82a3b4c5d6e7"));
  private static final Instant ACCEPTED_AT = Instant.parse("2026-11-22T12:00:00Z");

  private final List<InAppMessage> kept = new ArrayList<>();
  private final InboxProvider provider = new InboxProvider(kept::addAll);

  @Test
  void a_message_is_accepted_when_the_inbox_has_it_and_says_what_the_channel_said() {
    var content =
        new Content(
            Map.of("title", "Hello", "body", "World", "url", "/x", "data", Map.of("k", "v")));

    assertThat(provider.send(List.of(message("ann", "ann", content))))
        .containsExactly(new Outcome.Accepted(null));

    InAppMessage message = kept.getFirst();
    assertThat(message.recipient()).isEqualTo(new RecipientId("ann"));
    assertThat(message.notification()).isEqualTo(NOTIFICATION);
    assertThat(message.at()).isEqualTo(ACCEPTED_AT);
    assertThat(message.text())
        .isEqualTo(new InAppMessage.Text("Hello", "World", "/x", "{\"k\":\"v\"}"));
  }

  @Test
  void messages_go_on_in_the_order_they_came_and_each_has_its_outcome() {
    var content = new Content(Map.of("title", "x"));

    List<Outcome> outcomes =
        provider.send(
            List.of(
                message("b", "b", content),
                message(null, "not an id!", content),
                message(null, "a", content)));

    assertThat(kept).extracting(each -> each.recipient().value()).containsExactly("b", "a");
    assertThat(outcomes)
        .extracting(each -> each instanceof Outcome.Accepted)
        .containsExactly(true, false, true);
  }

  @Test
  void an_inbox_that_is_away_is_tried_later() {
    var away =
        new InboxProvider(_ -> {
          throw new InboxAwayException(new IOException("connection to 10.0.0.1 refused"));
        });

    assertThat(away.send(List.of(message("ann", "ann", new Content(Map.of())))))
        .containsExactly(
            new Outcome.TryLater(FailureCode.PROVIDER_UNREACHABLE, null, "the inbox is away"));
  }

  private static OutboundMessage message(
      @Nullable String recipient, String address, Content content) {
    RecipientId id = recipient == null ? null : new RecipientId(recipient);
    var to = new Address(Channel.INAPP, address);
    return new OutboundMessage(
        DeliveryId.of(NOTIFICATION, id, to),
        NOTIFICATION,
        id,
        to,
        content,
        Priority.NORMAL,
        null,
        null,
        ACCEPTED_AT,
        ACCEPTED_AT.plusSeconds(60),
        1,
        List.of(),
        null);
  }
}
