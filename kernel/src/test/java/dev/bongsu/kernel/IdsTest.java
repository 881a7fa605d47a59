package dev.bongsu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdsTest {
  private static final Instant NOON = Instant.parse("2027-01-01T12:00:00Z");

  private final NotificationIds ids =
      new NotificationIds(Clock.fixed(NOON, ZoneOffset.UTC), new Random(1));

  @Test
  void a_notification_id_is_a_uuid_of_version_7_that_tells_when_it_was_made() {
    NotificationId id = ids.next();

    assertThat(id.value().version()).isEqualTo(7);
    assertThat(id.value().variant()).isEqualTo(2);
    assertThat(id.at()).isEqualTo(NOON);
    assertThat(NotificationId.of(id.bytes())).isEqualTo(id);
  }

  @Test
  void the_first_id_of_a_moment_stands_between_those_before_and_those_from_then_on() {
    NotificationId id = ids.next();

    assertThat(NotificationId.firstAt(NOON)).isLessThan(id);
    assertThat(NotificationId.firstAt(NOON.plusNanos(1))).isGreaterThan(id);
    assertThat(NotificationId.firstAt(NOON.plusNanos(1)))
        .isEqualTo(NotificationId.firstAt(NOON.plusMillis(1)));
  }

  @Test
  void notification_ids_grow_even_when_more_are_made_in_a_millisecond_than_it_can_count() {
    List<NotificationId> made = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      made.add(ids.next());
    }

    assertThat(made).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_delivery_id_follows_from_what_the_delivery_is() {
    NotificationId notification = ids.next();
    var recipient = new RecipientId("u1");
    var address = new Address(Channel.EMAIL, "a@example.com");

    assertThat(DeliveryId.of(notification, recipient, address))
        .isEqualTo(DeliveryId.of(notification, recipient, address));
  }

  @Test
  void another_notification_recipient_channel_or_address_is_another_delivery() {
    NotificationId one = ids.next();
    var recipient = new RecipientId("u1");
    Set<DeliveryId> made = new HashSet<>();
    made.add(DeliveryId.of(one, recipient, new Address(Channel.SMS, "+8210")));
    made.add(DeliveryId.of(ids.next(), recipient, new Address(Channel.SMS, "+8210")));
    made.add(DeliveryId.of(one, null, new Address(Channel.SMS, "+8210")));
    made.add(DeliveryId.of(one, recipient, new Address(Channel.VOICE, "+8210")));
    made.add(DeliveryId.of(one, recipient, new Address(Channel.SMS, "+8211")));

    assertThat(made).hasSize(5);
  }

  @Test
  void the_deliveries_of_a_notification_lie_between_its_first_and_last() {
    NotificationId notification = ids.next();
    DeliveryId delivery =
        DeliveryId.of(notification, new RecipientId("u1"), new Address(Channel.INAPP, "u1"));

    assertThat(delivery.value().toString())
        .isBetween(
            DeliveryId.firstOf(notification).toString(), DeliveryId.lastOf(notification).toString())
        .startsWith(notification.toString().substring(0, 18));
    assertThat(DeliveryId.of(delivery.bytes())).isEqualTo(delivery);
  }

  @Test
  void a_delivery_id_tells_when_its_notification_was_made() {
    NotificationId notification = ids.next();

    assertThat(
            DeliveryId.of(notification, null, new Address(Channel.SMS, "+8210")).notificationAt())
        .isEqualTo(notification.at());
  }

  @Test
  void a_delivery_id_is_read_in_its_canonical_form_only_but_in_any_case() {
    String text = "01931d6c-3b2a-7000-8000-0123456789ab";

    assertThat(DeliveryId.parsed(text)).hasValueSatisfying(id -> assertThat(id).hasToString(text));
    assertThat(DeliveryId.parsed(text.toUpperCase(Locale.ROOT))).isEqualTo(DeliveryId.parsed(text));
    for (String none : List.of("", "1-2-3-4-5", text + "0", text.replace('-', '0'), "x" + text)) {
      assertThat(DeliveryId.parsed(none)).as(none).isEmpty();
    }
  }
}
