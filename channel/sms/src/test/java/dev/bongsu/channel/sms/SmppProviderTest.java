package dev.bongsu.channel.sms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.Callbacks.Inbound;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.spi.Receipts;
import dev.bongsu.channel.spi.SampleMessage;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Priority;
import dev.bongsu.smpp.Bind;
import dev.bongsu.smpp.CString;
import dev.bongsu.smpp.CommandStatus;
import dev.bongsu.smpp.Party;
import dev.bongsu.smpp.Pdu;
import dev.bongsu.smpp.ShortMessage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class SmppProviderTest {
  private static final Address TO = new Address(Channel.SMS, "+821012345678");
  private static final SmppSettings.Dialect USUAL = SmppSettings.Dialect.USUAL;

  @TempDir Path directory;
  private final NotificationIds ids = new NotificationIds(Clock.systemUTC(), new Random(1));
  private final House house = new House();
  private ScriptedSmsc smsc = new ScriptedSmsc();
  private Provider.@Nullable OneByOne provider;

  @AfterEach
  void close() {
    if (provider != null) {
      provider.close();
    }
    smsc.close();
  }

  @Test
  void a_message_says_all_that_the_contract_demands() throws Exception {
    Outcome outcome = open(USUAL).send(message("Order @ 5€"));

    assertThat(outcome).isEqualTo(new Outcome.Accepted("4a1"));
    ShortMessage sent = smsc.submitted.take();
    assertThat(sent.destination()).isEqualTo(new Party(1, 1, "821012345678"));
    assertThat(sent.source()).isEqualTo(new Party(1, 1, "15550001"));
    assertThat(sent.registeredDelivery()).isEqualTo(1);
    assertThat(sent.dataCoding()).isZero();
    assertThat(sent.text()).isEqualTo("Order \0 5\u001be".getBytes(ISO_8859_1));
    assertThat(sent.validity()).isEqualTo("270104000000000+");
    assertThat(sent.priority()).isEqualTo(1);
    assertThat(sent.options()).isEmpty();
  }

  @Test
  void other_alphabets_travel_as_ucs2() throws Exception {
    open(USUAL).send(message("봉수 🔥"));

    ShortMessage sent = smsc.submitted.take();
    assertThat(sent.dataCoding()).isEqualTo(8);
    assertThat(sent.text()).isEqualTo("봉수 🔥".getBytes(UTF_16BE));
  }

  @Test
  void a_long_text_goes_in_parts_and_is_delivered_when_all_are() throws Exception {
    OutboundMessage message = message("x".repeat(400));

    Outcome outcome = open(USUAL).send(message);

    assertThat(outcome).isEqualTo(new Outcome.Accepted("4a3"));
    assertThat(smsc.submitted).hasSize(3).allMatch(each -> each.esmClass() == 0x40);
    receipt("4a1", 2);
    receipt("4a3", 2);
    receipt("4a1", 2);
    assertThat(house.receipts).isEmpty();
    receipt("4a2", 2);
    Receipt whole = house.next();
    assertThat(whole.delivery()).isEqualTo(message.id());
    assertThat(whole.status()).isEqualTo(Receipt.Status.DELIVERED);
  }

  @Test
  void a_long_text_goes_whole_where_the_smsc_wants_that() throws Exception {
    open(new SmppSettings.Dialect(true, false, Duration.ofSeconds(30), null))
        .send(message("x".repeat(400)));

    ShortMessage sent = smsc.submitted.take();
    assertThat(sent.text()).isEmpty();
    assertThat(sent.userData()).hasSize(400);
  }

  @Test
  void a_part_that_is_not_taken_makes_the_message_not_taken() throws Exception {
    Provider.OneByOne open = open(USUAL);
    open.send(message("bound"));
    smsc.at(Pdu.SUBMIT_SM, CommandStatus.THROTTLED);

    assertThat(open.send(message("x".repeat(400))))
        .isInstanceOfSatisfying(
            Outcome.TryLater.class,
            later -> {
              assertThat(later.code()).isEqualTo(FailureCode.THROTTLED);
              assertThat(later.detail()).doesNotContain("parts");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "0x0b, GONE",
    "0x58, THROTTLED",
    "0x14, THROTTLED",
    "0x08, PROVIDER_BUSY",
    "0x64, PROVIDER_BUSY",
    "0xff, PROVIDER_FAULT",
    "0x04, PROVIDER_FAULT",
    "0x01, PAYLOAD_TOO_LARGE",
    "0x45, MESSAGE_REFUSED",
    "0x0a, MESSAGE_REFUSED",
    "0x65, MESSAGE_REFUSED",
    "0x403, MESSAGE_REFUSED",
  })
  void each_status_means_what_it_says(String status, String meaning) throws Exception {
    smsc.at(Pdu.SUBMIT_SM, Integer.decode(status));

    Outcome outcome = open(USUAL).send(message("x"));

    String found =
        switch (outcome) {
          case Outcome.AddressGone _ -> "GONE";
          case Outcome.Refused(FailureCode code, _) -> code.name();
          case Outcome.TryLater(FailureCode code, _, _) -> code.name();
          case Outcome.Accepted _, Outcome.Unknown _ -> outcome.toString();
        };
    assertThat(found).isEqualTo(meaning);
  }

  @Test
  void receipts_come_as_options_and_as_text_and_are_answered() throws Exception {
    OutboundMessage first = message("one");
    OutboundMessage second = message("two");
    open(USUAL).send(first);
    open(USUAL).send(second);

    receipt("4a1", 2);
    deliver("id:4a2 sub:001 dlvrd:000 submit date:1 done date:2 stat:UNDELIV err:011 text:", 4);

    assertThat(house.next())
        .returns(first.id(), Receipt::delivery)
        .returns("4a1", Receipt::providerMessageId)
        .returns(Receipt.Status.DELIVERED, Receipt::status);
    assertThat(house.next())
        .returns(second.id(), Receipt::delivery)
        .returns(Receipt.Status.FAILED, Receipt::status)
        .returns(FailureCode.RECIPIENT_UNAVAILABLE, Receipt::code)
        .returns("stat UNDELIV, err 011", Receipt::detail);
    assertThat(List.of(nextAnswer(), nextAnswer()))
        .allMatch(each -> each.command() == (Pdu.DELIVER_SM | Pdu.ANSWER))
        .allMatch(each -> each.status() == CommandStatus.OK);
  }

  @Test
  void a_receipt_of_before_a_restart_carries_the_smscs_own_id() throws Exception {
    open(USUAL).send(message("bound"));

    receipt("77", 2);

    assertThat(house.next())
        .returns(null, Receipt::delivery)
        .returns("77", Receipt::providerMessageId);
  }

  @Test
  void ids_that_are_decimal_in_receipts_are_recognised() throws Exception {
    OutboundMessage message = message("x");
    Outcome outcome =
        open(new SmppSettings.Dialect(false, true, Duration.ofSeconds(30), null)).send(message);
    assertThat(outcome).isEqualTo(new Outcome.Accepted("4a1"));

    receipt(Integer.toString(0x4a1), 2);

    assertThat(house.next()).returns(message.id(), Receipt::delivery);
  }

  @Test
  void what_is_on_its_way_is_no_news() throws Exception {
    open(USUAL).send(message("x"));

    receipt("4a1", 1);
    receipt("4a1", 6);

    assertThat(List.of(nextAnswer(), nextAnswer())).allMatch(each -> each.status() == 0);
    assertThat(house.receipts).isEmpty();
  }

  @Test
  void a_receipt_that_cannot_be_kept_is_asked_for_again() throws Exception {
    open(USUAL).send(message("x"));
    house.away = true;

    receipt("4a1", 2);

    assertThat(nextAnswer().status()).isEqualTo(CommandStatus.TEMPORARY_APPLICATION_ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"STOP", " Stop. ", "START", "REMOVE", "수신 거부!", "중지", "thank you"})
  void whatever_people_write_is_handed_over_as_it_is(String words) throws Exception {
    open(USUAL).send(message("x"));

    write(words);

    assertThat(house.written.poll(60, TimeUnit.SECONDS)).isEqualTo(new Inbound(TO, words));
    assertThat(nextAnswer().status()).isEqualTo(CommandStatus.OK);
  }

  @Test
  void what_people_write_is_refused_for_now_while_it_cannot_be_kept() throws Exception {
    open(USUAL).send(message("x"));
    house.away = true;

    write("STOP");

    assertThat(nextAnswer().status()).isEqualTo(CommandStatus.TEMPORARY_APPLICATION_ERROR);
  }

  @Test
  void what_cannot_be_read_is_refused_and_the_session_goes_on() throws Exception {
    open(USUAL).send(message("x"));

    smsc.deliver(9, new byte[] {1, 2, 3});

    assertThat(nextAnswer().status()).isEqualTo(CommandStatus.INVALID_COMMAND_LENGTH);
    assertThat(open(USUAL).send(message("y"))).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void a_broken_session_is_bound_again_for_the_next_message() throws Exception {
    open(USUAL).send(message("x"));

    smsc.breakConnections();
    Outcome outcome = open(USUAL).send(message("y"));
    while (outcome instanceof Outcome.Unknown || outcome instanceof Outcome.TryLater) {
      outcome = open(USUAL).send(message("y"));
    }

    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    assertThat(smsc.binds).hasValue(2);
  }

  @Test
  void the_window_is_kept_and_a_full_one_is_told() throws Exception {
    smsc.at(Pdu.SUBMIT_SM, ScriptedSmsc.HANG);
    provider = provider(USUAL, Duration.ofMillis(700), 1);
    var underWay = new AtomicBoolean();
    // On a busy machine the time may be over before it is bound.
    Thread first =
        Thread.ofVirtual()
            .start(() -> {
              do {
                sendQuietly();
              } while (!underWay.get());
            });
    smsc.submitted.take();
    underWay.set(true);

    Outcome second = provider.send(message("second"));
    first.join();

    assertThat(second).isInstanceOfAny(Outcome.TryLater.class, Outcome.Unknown.class);
    assertThat(smsc.submitted.stream().map(each -> new String(each.text(), ISO_8859_1)))
        .doesNotContain("third");
  }

  @Test
  void a_silent_smsc_is_asked_whether_it_is_there_and_given_up() throws Exception {
    smsc.at(Pdu.ENQUIRE_LINK, ScriptedSmsc.HANG);
    provider =
        provider(
            new SmppSettings.Dialect(false, false, Duration.ofMillis(50), null),
            Duration.ofMillis(300),
            50);

    assertThat(smsc.enquiries.poll(60, TimeUnit.SECONDS)).isNotNull();
    // It binds again, so it had given the session up.
    assertThat(smsc.enquiries.poll(60, TimeUnit.SECONDS)).isNotNull();
    assertThat(smsc.binds.get()).isGreaterThan(1);
  }

  @Test
  void what_is_no_number_or_no_text_never_leaves() throws Exception {
    var number = new Address(Channel.SMS, "821012345678");
    assertThat(open(USUAL).send(message(number, "x"))).isInstanceOf(Outcome.AddressGone.class);
    assertThat(open(USUAL).send(message("")))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, it -> assertThat(it.code()).isEqualTo(FailureCode.NO_CONTENT));
    assertThat(open(USUAL).send(message("x".repeat(50_000))))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            it -> assertThat(it.code()).isEqualTo(FailureCode.PAYLOAD_TOO_LARGE));
    assertThat(smsc.submitted).isEmpty();
  }

  private void sendQuietly() {
    try {
      Objects.requireNonNull(provider).send(message("first"));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Provider.OneByOne open(SmppSettings.Dialect dialect) {
    if (provider == null) {
      provider = provider(dialect, Duration.ofSeconds(30), 50);
    }
    return provider;
  }

  private Provider.OneByOne provider(SmppSettings.Dialect dialect, Duration timeout, int window) {
    return new SmppProvider(
        new SmppSettings(
            new ProviderSettings("smsc", SmppSettings.TYPE, timeout, null, 8, Trust.JDK),
            new SmppSettings.Endpoint("127.0.0.1", smsc.port(), false),
            new Bind("shop", "secret", "", Bind.VERSION_3_4),
            Party.international("+15550001"),
            window,
            dialect),
        house,
        Clock.systemUTC());
  }

  private OutboundMessage message(String text) {
    return message(TO, text);
  }

  private OutboundMessage message(Address to, String text) {
    return SampleMessage.to(to, new Content(Map.of("text", text)))
        .of(ids.next())
        .recipient("u1")
        .priority(Priority.HIGH)
        .untraced()
        .message();
  }

  private void receipt(String id, int state) throws Exception {
    smsc.deliver(
        5,
        new ShortMessage(
                Party.international(TO.value()),
                Party.international("15550001"),
                ShortMessage.RECEIPT,
                0,
                "",
                0,
                0,
                new byte[0],
                Map.of(
                    ShortMessage.RECEIPTED_MESSAGE_ID,
                    CString.body(id),
                    ShortMessage.MESSAGE_STATE,
                    new byte[] {(byte) state}))
            .body());
  }

  private void deliver(String text, int esmClass) throws Exception {
    deliver(text.getBytes(ISO_8859_1), esmClass, 0);
  }

  private void write(String text) throws Exception {
    deliver(text.getBytes(UTF_16BE), 0, 8);
  }

  private void deliver(byte[] text, int esmClass, int coding) throws Exception {
    smsc.deliver(
        6,
        new ShortMessage(
                Party.international(TO.value()),
                Party.international("15550001"),
                esmClass,
                0,
                "",
                0,
                coding,
                text,
                Map.of())
            .body());
  }

  private Pdu nextAnswer() throws InterruptedException {
    return Objects.requireNonNull(smsc.answers.poll(60, TimeUnit.SECONDS));
  }

  /** Takes receipts, unless it is away. */
  private static final class House implements Receipts {
    final BlockingQueue<Receipt> receipts = new LinkedBlockingQueue<>();
    final BlockingQueue<Inbound> written = new LinkedBlockingQueue<>();
    volatile boolean away;

    @Override
    public void take(List<Receipt> taken) {
      if (away) {
        throw new IllegalStateException("away");
      }
      receipts.addAll(taken);
    }

    @Override
    public void heard(String provider, List<Inbound> messages) {
      if (away) {
        throw new IllegalStateException("away");
      }
      assertThat(provider).isEqualTo("smsc");
      written.addAll(messages);
    }

    Receipt next() throws InterruptedException {
      return Objects.requireNonNull(receipts.poll(60, TimeUnit.SECONDS));
    }
  }
}
