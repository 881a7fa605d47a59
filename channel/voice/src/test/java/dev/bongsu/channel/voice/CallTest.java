package dev.bongsu.channel.voice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.Callbacks.Answer;
import dev.bongsu.channel.spi.Callbacks.Inbound;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.twilio.TwilioCallbacks.Posted;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Speech;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What is said in a call, and what its callbacks mean. */
class CallTest {
  private static final URI KEY = URI.create("https://example.com/v1/callbacks/twv?delivery=1&x=2");

  private final CallCallbacks callbacks =
      new CallCallbacks("twv", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

  @Test
  void a_message_is_said_some_times_over_while_a_key_is_awaited() throws Exception {
    Document document = parsed(new CallRules.Speech("en-GB", "Polly.Amy", 3), "Hello");

    Element gather = (Element) document.getElementsByTagName("Gather").item(0);
    assertThat(gather.getAttribute("action")).isEqualTo(KEY.toString());
    assertThat(gather.getAttribute("numDigits")).isEqualTo("1");
    assertThat(gather.getElementsByTagName("Say").getLength()).isEqualTo(3);
    Element say = (Element) gather.getElementsByTagName("Say").item(0);
    assertThat(say.getAttribute("language")).isEqualTo("en-GB");
    assertThat(say.getAttribute("voice")).isEqualTo("Polly.Amy");
    assertThat(say.getTextContent()).isEqualTo("Hello");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Tom & Jerry <3 | Tom & Jerry <3",
        "Tom &amp; Jerry | Tom & Jerry",
        "<Dial>+1900</Dial> | <Dial>+1900</Dial>",
        "</Say><Hangup/><Say> | </Say><Hangup/><Say>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>x | <!DOCTYPE x [<!ENTITY a 'b'>]>x",
        "wait <break time=\"1s\"/> here | wait  here",
      })
  void whatever_is_said_stays_speech(String say, String heard) throws Exception {
    Document document = parsed(CallRules.Speech.USUAL, say);

    assertThat(document.getElementsByTagName("Say").item(0).getTextContent()).isEqualTo(heard);
    assertThat(document.getElementsByTagName("Dial").getLength()).isZero();
    assertThat(document.getElementsByTagName("Hangup").getLength()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "&", "&amp;", "<break/>", "가", "😀", "\""})
  void whatever_an_author_may_say_is_said_once_at_least_by_every_provider(String piece)
      throws Exception {
    URI longest =
        URI.create(
            "https://%s.example.com/v1/callbacks/%s?delivery=%s"
                .formatted("a".repeat(240), "p".repeat(64), "d".repeat(36)));
    int length = Speech.spoken(piece).length();
    String most = piece.repeat(Speech.MAX_LENGTH / length);
    var speech = new CallRules.Speech("l".repeat(64), "v".repeat(64), 10);

    String twiml = new Twiml(speech).of(most, longest);

    assertThat(twiml).hasSizeLessThanOrEqualTo(Speech.MAX_DOCUMENT_LENGTH).endsWith("</Response>");
    assertThat(twiml.split("<Say ", -1)).hasSize(2);
    assertThat(new Twiml(speech).of("short", longest).split("<Say ", -1)).hasSize(11);
  }

  @Test
  void a_long_message_is_said_as_often_as_fits() throws Exception {
    Document document = parsed(new CallRules.Speech("en-GB", null, 10), "x".repeat(1_000));

    assertThat(document.getElementsByTagName("Say").getLength()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"안녕하세요 A-17, ko-KR", "こんにちは 日本, ja-JP", "你好, zh-CN", "Grüezi, en-US"})
  void letters_tell_the_language(String say, String language) throws Exception {
    Document document = parsed(CallRules.Speech.USUAL, say);

    assertThat(((Element) document.getElementsByTagName("Say").item(0)).getAttribute("language"))
        .isEqualTo(language);
  }

  @ParameterizedTest
  @ValueSource(strings = {"busy", "no-answer", "failed", "canceled"})
  void a_call_that_nobody_took_did_not_arrive(String status) {
    assertThat(receipt("CallStatus", status, "SipResponseCode", "486"))
        .returns(Receipt.Status.FAILED, Receipt::status)
        .returns(FailureCode.RECIPIENT_UNAVAILABLE, Receipt::code)
        .returns(status + ", SIP 486", Receipt::detail);
  }

  @Test
  void a_call_that_was_taken_arrived_unless_a_machine_took_it() {
    assertThat(receipt("CallStatus", "completed").status()).isEqualTo(Receipt.Status.DELIVERED);
    assertThat(receipt("CallStatus", "completed", "AnsweredBy", "human").status())
        .isEqualTo(Receipt.Status.DELIVERED);
    assertThat(receipt("CallStatus", "completed", "AnsweredBy", "machine_start"))
        .returns(Receipt.Status.FAILED, Receipt::status)
        .returns("answered by machine_start", Receipt::detail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"queued", "initiated", "ringing", "in-progress"})
  void a_call_under_way_says_that_twilio_has_it(String status) {
    assertThat(receipt("CallStatus", status).status()).isEqualTo(Receipt.Status.SENT);
  }

  @Test
  void what_twilio_may_call_it_one_day_is_no_news() {
    assertThat(understood("CallStatus", "whatever").receipts()).isEmpty();
  }

  @Test
  void one_acknowledges_nine_opts_out_and_both_hang_up() {
    Answer.Understood one = understood("Digits", "1");
    assertThat(one.receipts()).extracting(Receipt::status).containsExactly(Receipt.Status.OPENED);
    assertThat(new String(one.body(), UTF_8)).contains("<Hangup/>");
    assertThat(one.inbound()).isEmpty();

    Answer.Understood nine = understood("Digits", "9", "To", "+821012345678");
    assertThat(nine.receipts()).isEmpty();
    assertThat(nine.inbound())
        .containsExactly(new Inbound(new Address(Channel.VOICE, "+821012345678"), "STOP"));

    assertThat(understood("Digits", "5").receipts()).isEmpty();
  }

  private static Document parsed(CallRules.Speech speech, String say) throws Exception {
    String twiml = new Twiml(speech).of(say, KEY);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(twiml.getBytes(UTF_8)));
  }

  private Receipt receipt(String... fields) {
    return understood(fields).receipts().getFirst();
  }

  private Answer.Understood understood(String... fields) {
    Map<String, List<String>> form = new HashMap<>(Map.of("CallSid", List.of("CA1")));
    for (int i = 0; i < fields.length; i += 2) {
      form.put(fields[i], List.of(fields[i + 1]));
    }
    return (Answer.Understood) callbacks.read(new Posted(Map.of(), form));
  }
}
