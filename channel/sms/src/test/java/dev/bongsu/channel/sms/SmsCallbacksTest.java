package dev.bongsu.channel.sms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.Callbacks.Answer;
import dev.bongsu.channel.spi.Callbacks.Inbound;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.twilio.TwilioCallbacks.Posted;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.FailureCode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmsCallbacksTest {
  private static final String DELIVERY = "01931d6c-3b2a-7000-8000-0123456789ab";

  private final SmsCallbacks callbacks =
      new SmsCallbacks("tw", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

  @ParameterizedTest
  @CsvSource({
    "delivered, '', DELIVERED,",
    "read, '', OPENED,",
    "undelivered, 30003, FAILED, RECIPIENT_UNAVAILABLE",
    "undelivered, 30005, FAILED, ADDRESS_UNKNOWN",
    "failed, 30007, FAILED, MESSAGE_REFUSED",
    "failed, '', FAILED, RECIPIENT_UNAVAILABLE",
  })
  void a_final_status_is_a_receipt(
      String status, String error, Receipt.Status wanted, FailureCode code) {
    Receipt receipt = receipts("MessageStatus", status, "ErrorCode", error).getFirst();

    assertThat(String.valueOf(receipt.delivery())).isEqualTo(DELIVERY);
    assertThat(receipt)
        .returns("tw", Receipt::provider)
        .returns("SM1", Receipt::providerMessageId)
        .returns(wanted, Receipt::status)
        .returns(code, Receipt::code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"accepted", "queued", "sending", "sent"})
  void a_message_on_its_way_says_that_twilio_has_it(String status) {
    assertThat(receipts("MessageStatus", status))
        .extracting(Receipt::status)
        .containsExactly(Receipt.Status.SENT);
  }

  @Test
  void what_twilio_may_call_it_one_day_is_no_news() {
    assertThat(receipts("MessageStatus", "whatever")).isEmpty();
  }

  @Test
  void whatever_people_write_is_handed_over_as_it_is() {
    var writer = new Address(Channel.SMS, "+1555000111");

    for (String text : List.of("Stop!", "START", "중지", "hello")) {
      assertThat(inbound("Body", text, "From", "+1555000111"))
          .containsExactly(new Inbound(writer, text));
    }
  }

  @Test
  void a_keyword_of_the_accounts_own_is_handed_over_as_what_twilio_took_it_for() {
    var writer = new Address(Channel.SMS, "+1555000111");

    assertThat(inbound("Body", "basta", "OptOutType", "STOP", "From", "+1555000111"))
        .containsExactly(new Inbound(writer, "STOP"));
    assertThat(inbound("Body", "encore", "OptOutType", "START", "From", "+1555000111"))
        .containsExactly(new Inbound(writer, "START"));
  }

  @Test
  void what_is_neither_is_malformed() {
    assertThat(read("Foo", "bar")).isInstanceOf(Answer.Malformed.class);
  }

  private List<Receipt> receipts(String... fields) {
    return read(fields) instanceof Answer.Understood understood ? understood.receipts() : List.of();
  }

  private List<Inbound> inbound(String... fields) {
    return read(fields) instanceof Answer.Understood understood ? understood.inbound() : List.of();
  }

  private Answer read(String... fields) {
    Map<String, List<String>> form = new HashMap<>(Map.of("MessageSid", List.of("SM1")));
    for (int i = 0; i < fields.length; i += 2) {
      form.put(fields[i], List.of(fields[i + 1]));
    }
    return callbacks.read(new Posted(Map.of("delivery", List.of(DELIVERY)), form));
  }
}
