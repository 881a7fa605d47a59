package dev.bongsu.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.directory.OptOut;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.SuppressionReason;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.DeliveryEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What recipients refuse and where nothing is to be sent, at the place where it is decided. */
final class RefusalTest {
  private static final RecipientId ANN = new RecipientId("ann");
  private static final Address ANNS_MAIL = new Address(Channel.EMAIL, "ann@example.com");

  private final House house = new House();

  @BeforeEach
  void enter() {
    house.recipient(
        "ann",
        """
        {"addresses": [{"channel": "email", "address": "ann@example.com"},
                       {"channel": "sms", "address": "+15550001111"}]}\
        """);
  }

  @AfterEach
  void leave() {
    house.close();
  }

  private Draft everywhere() {
    return Draft.to("ann").channels(Channel.EMAIL, Channel.SMS, Channel.INAPP);
  }

  private List<String> reached(NotificationId id) throws InterruptedException {
    house.settle();
    assertThat(house.view(id).counts().total()).isEqualTo(house.view(id).counts().expected());
    return Stream.of(Channel.values())
        .filter(each -> !house.deliveries(each).isEmpty())
        .map(Channel::apiName)
        .toList();
  }

  private Map<String, String> suppressed() {
    return house.outcomes().stream()
        .flatMap(group ->
            group.getEventsList().stream()
                .filter(each -> each.getStatus().equals("suppressed"))
                .map(each -> Map.entry(group.getChannel(), each.getReason())))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Test
  void whoever_opted_out_of_everything_gets_nothing_anywhere() throws Exception {
    house.refusals.optOut(ANN, OptOut.ALL, "test");

    assertThat(reached(house.submit(everywhere()))).isEmpty();
    assertThat(suppressed())
        .containsOnlyKeys("email", "sms", "inapp")
        .containsEntry("inapp", "opted-out");
  }

  @Test
  void whoever_opted_out_of_a_channel_is_reached_on_the_others() throws Exception {
    house.refusals.optOut(ANN, new OptOut(null, Channel.EMAIL), "test");

    assertThat(reached(house.submit(everywhere()))).containsExactlyInAnyOrder("sms", "inapp");
    assertThat(suppressed()).containsExactly(Map.entry("email", "opted-out"));
  }

  @Test
  void whoever_opted_out_of_a_category_on_a_channel_gets_the_rest() throws Exception {
    house.refusals.optOut(ANN, new OptOut(new CategoryKey("news"), Channel.SMS), "test");

    NotificationId news = house.submit(everywhere().category("news"));
    assertThat(reached(news)).containsExactlyInAnyOrder("email", "inapp");
    NotificationId orders = house.submit(everywhere().category("orders"));
    assertThat(reached(orders)).contains("sms");
    assertThat(suppressed()).containsExactly(Map.entry("sms", "opted-out"));
  }

  @Test
  void a_required_category_overrules_an_opt_out_but_not_a_dead_address() throws Exception {
    house.categories.put(
        new CategoryKey("security"),
        Json.readObject("{\"required\": true}".getBytes(StandardCharsets.UTF_8)),
        null);
    house.refusals.optOut(ANN, OptOut.ALL, "test");
    house.refusals.suppress(ANNS_MAIL, SuppressionReason.BOUNCED_BEFORE, "relay");

    NotificationId id = house.submit(everywhere().category("security"));

    assertThat(reached(id)).containsExactlyInAnyOrder("sms", "inapp");
    assertThat(suppressed()).containsExactly(Map.entry("email", "bounced-before"));
  }

  @Test
  void an_address_named_directly_is_looked_at_too() throws Exception {
    house.refusals.suppress(
        new Address(Channel.EMAIL, "bob@example.com"), SuppressionReason.COMPLAINED, "ses");

    NotificationId id =
        house.submit(
            Draft.to()
                .address(Channel.EMAIL, "BOB@example.com")
                .address(Channel.EMAIL, "eve@example.com"));

    reached(id);
    assertThat(house.deliveries(Channel.EMAIL))
        .extracting(Delivery::getAddress)
        .containsExactly("eve@example.com");
    assertThat(suppressed()).containsExactly(Map.entry("email", "complained"));
  }

  @Test
  void members_of_groups_refuse_as_others_do() throws Exception {
    house.group("all", List.of("ann", "bob", "carl"));
    house.refusals.optOut(ANN, new OptOut(null, Channel.INAPP), "test");

    NotificationId id = house.submit(Draft.to().groups("all"));

    reached(id);
    assertThat(house.deliveries(Channel.INAPP))
        .extracting(Delivery::getRecipient)
        .containsExactlyInAnyOrder("bob", "carl");
    assertThat(house.view(id).counts().expected()).isEqualTo(3);
  }

  @Test
  void the_first_channel_that_is_not_refused_comes_first() throws Exception {
    house.refusals.optOut(ANN, new OptOut(null, Channel.EMAIL), "test");
    house.refusals.optOut(ANN, new OptOut(null, Channel.INAPP), "test");

    NotificationId id = house.submit(everywhere().first());

    assertThat(reached(id)).containsExactly("sms");
    assertThat(house.deliveries(Channel.SMS).getFirst().getNextList()).isEmpty();
    assertThat(house.outcomes())
        .flatExtracting(
            group -> group.getEventsList().stream().map(DeliveryEvent::getStatus).toList())
        .containsExactlyInAnyOrder("suppressed", "pending");
  }

  @Test
  void what_was_refused_after_a_first_look_is_heard_within_two_seconds() throws Exception {
    assertThat(reached(house.submit(everywhere()))).hasSize(3);

    house.refusals.optOut(ANN, OptOut.ALL, "test");
    house.clock.advance(Duration.ofSeconds(2));
    house.submit(everywhere());
    house.settle();

    assertThat(suppressed()).hasSize(3);
  }
}
