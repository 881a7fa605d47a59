package dev.bongsu.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Priority;
import dev.bongsu.ledger.NotificationStatus;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.DeliveryRecord;
import dev.bongsu.log.wire.Hop;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DecidingTest {
  private final House house = new House();

  @AfterEach
  void leave() {
    house.close();
  }

  @Test
  void in_app_needs_no_address_and_no_entry_in_the_directory() throws Exception {
    NotificationId id = house.submit(Draft.to("u1"));

    house.settle();

    assertThat(house.deliveries(Channel.INAPP))
        .extracting(Delivery::getRecipient, Delivery::getAddress)
        .containsExactly(Tuple.tuple("u1", "u1"));
    assertThat(house.view(id).counts().pending()).isEqualTo(1);
    assertThat(house.view(id).status()).isEqualTo(NotificationStatus.SENDING);
  }

  @Test
  void every_address_of_every_channel_has_a_delivery_with_locale_and_time_zone() throws Exception {
    house.recipient(
        "u1",
        """
        {"locale": "ko", "timeZone": "Asia/Seoul", "addresses": [
          {"channel": "email", "address": "a@example.com"},
          {"channel": "email", "address": "b@example.com"},
          {"channel": "sms", "address": "+15550001111"}]}\
        """);

    house.submit(Draft.to("u1").channels(Channel.EMAIL, Channel.INAPP));
    house.settle();

    assertThat(house.deliveries(Channel.EMAIL))
        .extracting(Delivery::getAddress)
        .containsExactlyInAnyOrder("a@example.com", "b@example.com");
    assertThat(house.deliveries(Channel.EMAIL))
        .allMatch(each -> each.getLocale().equals("ko"))
        .allMatch(each -> each.getTimeZone().equals("Asia/Seoul"));
    assertThat(house.deliveries(Channel.SMS)).isEmpty();
    assertThat(house.deliveries(Channel.INAPP)).hasSize(1);
  }

  @Test
  void a_channel_without_an_address_is_suppressed_with_its_reason() throws Exception {
    NotificationId id = house.submit(Draft.to("stranger").channels(Channel.EMAIL));

    house.settle();

    assertThat(house.deliveries(Channel.EMAIL)).isEmpty();
    assertThat(house.events())
        .extracting(DeliveryEvent::getStatus, DeliveryEvent::getReason)
        .containsExactly(Tuple.tuple("suppressed", "no-address"));
    assertThat(house.view(id).status()).isEqualTo(NotificationStatus.COMPLETED);
  }

  @Test
  void an_address_without_a_recipient_is_delivered_to_and_masked_in_the_ledger() throws Exception {
    Draft draft = Draft.to().address(Channel.EMAIL, "a@example.com").channels(Channel.EMAIL);

    house.submit(draft.address(Channel.EMAIL, "a@example.com"));
    house.settle();

    assertThat(house.deliveries(Channel.EMAIL)).hasSize(1);
    assertThat(house.deliveries(Channel.EMAIL).getFirst().getRecipient()).isEmpty();
    assertThat(house.events().getFirst().getAddress()).isEqualTo("a***@example.com");
  }

  @Test
  void a_recipient_named_twice_counts_once() throws Exception {
    NotificationId id = house.submit(Draft.to("u1", "u1", "u2"));

    house.settle();

    assertThat(house.view(id).counts().expected()).isEqualTo(2);
  }

  @Test
  void routing_first_makes_one_delivery_that_knows_where_to_hop_to() throws Exception {
    house.recipient(
        "u1",
        """
        {"addresses": [{"channel": "email", "address": "a@example.com"},
          {"channel": "sms", "address": "+15550001111"}]}\
        """);

    house.submit(Draft.to("u1").channels(Channel.EMAIL, Channel.SMS, Channel.INAPP).first());
    house.settle();

    assertThat(house.events()).hasSize(1);
    Delivery only = house.deliveries(Channel.EMAIL).getFirst();
    assertThat(only.getNextList()).extracting(Hop::getChannel).containsExactly("sms", "inapp");
    assertThat(only.getNextList())
        .extracting(Hop::getAddress)
        .containsExactly("+15550001111", "u1");
  }

  @Test
  void routing_first_passes_over_a_channel_without_an_address_and_says_so() throws Exception {
    house.submit(Draft.to("u1").channels(Channel.EMAIL, Channel.INAPP).first());

    house.settle();

    assertThat(house.deliveries(Channel.INAPP)).hasSize(1);
    assertThat(house.deliveries(Channel.INAPP).getFirst().getNextList()).isEmpty();
    assertThat(house.events())
        .extracting(DeliveryEvent::getStatus)
        .containsExactlyInAnyOrder("suppressed", "pending");
  }

  @Test
  void deliveries_of_a_provider_come_in_records_of_at_most_16_and_in_app_ones_of_500()
      throws Exception {
    Draft draft = Draft.to(names(3_000)).channels(Channel.EMAIL, Channel.INAPP);
    IntStream.range(0, 300).forEach(i -> draft.address(Channel.EMAIL, "u" + i + "@example.com"));

    house.submit(draft);
    house.settle();

    assertThat(house.deliveryRecords(Channel.EMAIL))
        .allMatch(each -> each.getDeliveriesCount() <= 16)
        .hasSizeBetween(300 / 16, 300 / 16 + house.log.partitions());
    assertThat(house.deliveryRecords(Channel.INAPP))
        .allMatch(each -> each.getDeliveriesCount() <= 500)
        .hasSizeLessThan(10);
    assertThat(house.events()).hasSize(6_300);
  }

  @Test
  void all_that_concerns_a_recipient_is_in_the_partition_of_the_recipient() throws Exception {
    house.submit(Draft.to(names(50)));

    house.settle();

    for (var record : house.log.records(Topics.deliveries(Channel.INAPP, Priority.NORMAL))) {
      assertThat(DeliveryRecord.parseFrom(record.value()).getDeliveriesList())
          .allMatch(each -> house.log.partitionOf(each.getRecipient()) == record.partition());
    }
  }

  @Test
  void what_is_called_off_before_it_is_decided_counts_as_cancelled_and_reaches_no_channel()
      throws Exception {
    house.calledOff = (_, recipient) -> recipient.equals("gone");

    NotificationId id = house.submit(Draft.to("gone", "here"));
    house.settle();

    assertThat(house.deliveries(Channel.INAPP))
        .extracting(Delivery::getRecipient)
        .containsExactly("here");
    assertThat(house.view(id).counts().settled()).isEqualTo(1);
    assertThat(house.view(id).counts().pending()).isEqualTo(1);
  }

  @Test
  void higher_priorities_are_planned_first() throws Exception {
    house.submit(Draft.to("low").priority(Priority.LOW));
    house.submit(Draft.to("normal"));
    house.submit(Draft.to("high").priority(Priority.HIGH));

    house.planner.step(Duration.ZERO);

    assertThat(house.deliveries(Channel.INAPP))
        .extracting(Delivery::getRecipient)
        .isEqualTo(List.of("high"));
  }

  static String[] names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "u" + i).toArray(String[]::new);
  }
}
