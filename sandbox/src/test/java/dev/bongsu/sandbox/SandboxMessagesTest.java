package dev.bongsu.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.RecipientId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SandboxMessagesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
  private static final Address ADDRESS = new Address(Channel.EMAIL, "a@example.com");
  private static final Page.Request ALL = new Page.Request(50, null);

  private final NotificationIds ids = new NotificationIds(CLOCK, new Random(1));
  private final Map<DeliveryId, Origin> ledger = new HashMap<>();
  private final SandboxMessages messages =
      new SandboxMessages(
          4_000,
          CLOCK,
          asked ->
              asked.stream()
                  .filter(ledger::containsKey)
                  .collect(Collectors.toMap(each -> each, ledger::get)));

  @Test
  void a_message_is_shown_with_what_the_ledger_knows_of_it() throws Exception {
    NotificationId notification = ids.next();
    DeliveryId delivery = DeliveryId.of(notification, new RecipientId("u1"), ADDRESS);
    messages.add(delivery, ADDRESS, mail("Hi"), Mime::body);
    assertThat(only(null, null).origin()).isNull();

    ledger.put(delivery, new Origin(notification, new RecipientId("u1")));

    assertThat(Json.writeText(only(null, null).json()))
        .isEqualTo(
            "{\"id\":\"1\",\"at\":\"2026-11-22T10:00:00Z\",\"channel\":\"email\","
                + "\"provider\":\"sandbox\",\"recipient\":\"u1\",\"notificationId\":\""
                + notification
                + "\",\"deliveryId\":\""
                + delivery
                + "\",\"address\":\"a@example.com\","
                + "\"content\":{\"subject\":\"Hi\",\"text\":\"x\\r\\n\"},"
                + "\"raw\":\"Subject: Hi\\r\\n\\r\\nx\\r\\n\"}");
  }

  @Test
  void messages_are_found_by_recipient_notification_and_channel() throws Exception {
    for (String recipient : List.of("u1", "u2")) {
      NotificationId notification = ids.next();
      DeliveryId delivery = DeliveryId.of(notification, new RecipientId(recipient), ADDRESS);
      ledger.put(delivery, new Origin(notification, new RecipientId(recipient)));
      messages.add(delivery, ADDRESS, mail(recipient), Mime::body);
    }
    NotificationId second =
        ledger.values().stream()
            .filter(each -> new RecipientId("u2").equals(each.recipient()))
            .map(Origin::notification)
            .findFirst()
            .orElseThrow();

    assertThat(only(new RecipientId("u1"), null).body().content().text("subject")).isEqualTo("u1");
    assertThat(only(null, second).body().content().text("subject")).isEqualTo("u2");
    assertThat(list(new SandboxFilter(Channel.SMS, null, null), ALL).items()).isEmpty();
    assertThat(list(new SandboxFilter(Channel.EMAIL, null, null), ALL).items()).hasSize(2);
    assertThat(list(new SandboxFilter(null, null, ids.next()), ALL).items()).isEmpty();
  }

  @Test
  void pages_hold_still_while_messages_come_in() throws Exception {
    for (int i = 1; i <= 5; i++) {
      messages.add(null, ADDRESS, mail("m" + i), Mime::body);
    }
    var everything = new SandboxFilter(null, null, null);
    Page<SandboxMessage> first = list(everything, new Page.Request(2, null));
    messages.add(null, ADDRESS, mail("m6"), Mime::body);
    Page<SandboxMessage> second = list(everything, new Page.Request(3, first.nextCursor()));

    assertThat(first.items()).extracting(SandboxMessage::no).containsExactly(5L, 4L);
    assertThat(second.items()).extracting(SandboxMessage::no).containsExactly(3L, 2L, 1L);
    assertThat(second.nextCursor()).isNull();
    assertThatThrownBy(() -> list(everything, new Page.Request(2, "AAAA")))
        .isInstanceOf(InvalidException.class);
  }

  @Test
  void the_oldest_give_way() throws Exception {
    for (int i = 0; i < 100; i++) {
      messages.add(null, ADDRESS, mail("m" + i), Mime::body);
    }

    List<SandboxMessage> kept = list(new SandboxFilter(null, null, null), ALL).items();
    assertThat(kept).hasSizeBetween(10, 15);
    assertThat(kept.getFirst().no()).isEqualTo(100);
    assertThat(messages.count()).isEqualTo(100);

    messages.clear();
    assertThat(list(new SandboxFilter(null, null, null), ALL).items()).isEmpty();
  }

  @Test
  void the_delivery_stands_in_the_message_id() {
    String id = "0190f3a0-0000-7000-8000-000000000001";

    assertThat(delivery("Message-ID: <" + id + "@x>\r\n\r\n")).isEqualTo(id);
    assertThat(delivery("Subject: x\r\nmessage-id:\r\n <" + id + "@x>\r\n\r\n")).isEqualTo(id);
    assertThat(delivery("Message-ID: <abc@x>\r\n\r\n")).isEqualTo("null");
    assertThat(delivery("\r\nMessage-ID: <" + id + "@x>\r\n")).isEqualTo("null");
    assertThat(delivery("")).isEqualTo("null");
  }

  @Test
  void a_mail_is_read_as_a_mail_client_would() {
    String mail =
        """
        Subject: =?UTF-8?B?7ZWc6riA?=
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=m

        --m
        Content-Type: multipart/alternative; boundary=a

        --a
        Content-Type: text/plain; charset=UTF-8
        Content-Transfer-Encoding: base64

        7ZWc6riA
        --a
        Content-Type: text/html; charset=UTF-8
        Content-Transfer-Encoding: quoted-printable

        <b>=ED=95=9C</b>
        --a--
        --m
        Content-Type: text/plain
        Content-Disposition: attachment; filename=a.txt

        no part of it
        --m--
        """
            .replace("\n", "\r\n");

    assertThat(Mime.content(mail.getBytes(UTF_8)).fields())
        .containsExactly(
            Map.entry("subject", "한글"), Map.entry("text", "한글"), Map.entry("html", "<b>한</b>"));
  }

  @Test
  void a_fault_is_read_strictly() throws Exception {
    assertThat(fault("{\"mode\": \"lose\", \"rate\": 0.1}"))
        .isEqualTo(new InjectedFault(FaultMode.LOSE, 0.1));
    assertThat(Json.writeText(fault("{\"mode\": \"none\"}").json()))
        .isEqualTo("{\"mode\":\"none\",\"rate\":1}");
    for (String wrong :
        List.of(
            "{}",
            "{\"mode\": \"x\"}",
            "{\"mode\": \"lose\", \"rate\": 2}",
            "{\"mode\": \"lose\", \"rate\": \"1\"}",
            "{\"mode\": \"lose\", \"more\": 1}")) {
      assertThatThrownBy(() -> fault(wrong)).isInstanceOf(InvalidException.class);
    }
  }

  private static InjectedFault fault(String json) throws Exception {
    return InjectedFault.of(Json.object(Json.read(json)));
  }

  private static String delivery(String raw) {
    return String.valueOf(Mime.delivery(raw.getBytes(UTF_8)));
  }

  private static byte[] mail(String subject) {
    return ("Subject: " + subject + "\r\n\r\nx\r\n").getBytes(UTF_8);
  }

  private SandboxMessage only(
      @org.jspecify.annotations.Nullable RecipientId recipient,
      @org.jspecify.annotations.Nullable NotificationId notification)
      throws InvalidException {
    List<SandboxMessage> items =
        list(new SandboxFilter(null, recipient, notification), ALL).items();
    assertThat(items).hasSize(1);
    return items.getFirst();
  }

  private Page<SandboxMessage> list(SandboxFilter filter, Page.Request page)
      throws InvalidException {
    return messages.list(filter, page);
  }
}
