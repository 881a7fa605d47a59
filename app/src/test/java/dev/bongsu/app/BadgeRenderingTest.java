package dev.bongsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bongsu.channel.spi.Renderer.Rendered;
import dev.bongsu.inbox.Inbox;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.wire.Message;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The number on an app's icon, where a message asks for what is unread. */
class BadgeRenderingTest {
  private static final NotificationId ID =
      new NotificationId(UUID.fromString("01931d6c-3b2a-7000-8000-0123456789ab"));
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2027-01-01T00:00:00Z"), ZoneOffset.UTC);

  private final List<Inbox.Beside> asked = new CopyOnWriteArrayList<>();
  private Content words = new Content(Map.of());
  private volatile boolean away;
  private final BadgeRendering rendering =
      new BadgeRendering((_, _, _, _, _) -> new Rendered.Ready(words), this::unread, CLOCK);

  @AfterEach
  void close() {
    rendering.close();
  }

  @Test
  void it_is_what_lies_unread_besides_the_message() {
    assertThat(badge("unread", "u1", false)).isEqualTo(4);
    assertThat(asked).containsExactly(new Inbox.Beside(new RecipientId("u1"), ID));
  }

  @Test
  void a_message_that_goes_to_the_inbox_too_counts_whether_it_is_there_or_not() {
    assertThat(badge("unread", "u1", true)).isEqualTo(5);
  }

  @Test
  void a_number_stays_as_it_is_and_asks_nobody() {
    assertThat(badge(7, "u1", false)).isEqualTo(7);
    assertThat(asked).isEmpty();
  }

  @Test
  void without_a_recipient_or_while_inboxes_cannot_be_read_there_is_none() {
    assertThat(badge("unread", null, false)).isNull();
    away = true;

    assertThat(badge("unread", "u1", false)).isNull();
    assertThat(badge("unread", "u1", false)).isNull();
    assertThat(asked).as("asked once, and then not for a while").hasSize(1);
  }

  private @Nullable Object badge(Object written, @Nullable String recipient, boolean alsoInapp) {
    var message =
        Message.newBuilder()
            .setNotificationId(ByteString.copyFrom(ID.bytes()))
            .setAlsoInapp(alsoInapp)
            .build();
    words = new Content(Map.of("title", "t", Content.BADGE, written));
    Rendered rendered =
        rendering.render(message, new Address(Channel.IOS, "ab".repeat(32)), "", "", recipient);
    assertThat(rendered).isInstanceOf(Rendered.Ready.class);
    Map<String, Object> fields = ((Rendered.Ready) rendered).content().fields();
    assertThat(fields).containsEntry("title", "t");
    return fields.get(Content.BADGE);
  }

  private List<Integer> unread(List<Inbox.Beside> others) {
    asked.addAll(others);
    if (away) {
      throw new ConnectionException(new SQLException("away"));
    }
    return others.stream().map(_ -> 4).toList();
  }
}
