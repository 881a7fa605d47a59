package dev.bongsu.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.twilio.exception.ApiException;
import com.twilio.http.HttpClient;
import com.twilio.http.Request;
import com.twilio.http.Response;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Call;
import com.twilio.rest.api.v2010.account.CallCreator;
import com.twilio.rest.api.v2010.account.Message;
import com.twilio.security.RequestValidator;
import com.twilio.type.PhoneNumber;
import com.twilio.type.Twiml;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stand-in for Twilio, spoken to by Twilio's own library, which judges its callbacks too. */
@Timeout(180)
class TwilioStandInTest {
  private static final String SID = "ACsandbox";
  private static final String TOKEN = "token";
  private static final PhoneNumber TO = new PhoneNumber("+821012345678");
  private static final PhoneNumber FROM = new PhoneNumber("+15550001");
  private static final String DELIVERY = "01931d6c-3b2a-7000-8000-0123456789ab";

  private final Faults faults = new Faults(new Random(1));
  private final SandboxMessages messages =
      new SandboxMessages(1 << 20, Clock.systemUTC(), _ -> Map.of());
  private final BlockingQueue<Map<String, String>> callbacks = new LinkedBlockingQueue<>();
  private final RequestValidator validator = new RequestValidator(TOKEN);
  private final HttpServer ours;
  private final URI callbackUrl;
  private final TwilioStandIn twilio;

  TwilioStandInTest() throws IOException {
    ours =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 10);
    callbackUrl =
        URI.create("http://127.0.0.1:" + ours.getAddress().getPort() + "/cb?delivery=" + DELIVERY);
    twilio =
        TwilioStandIn.start(
            TwilioStandInSettings.of(SID, TOKEN).withIncoming(callbackUrl), messages, faults);
  }

  @BeforeEach
  void listen() {
    ours.createContext(
        "/cb",
        exchange -> {
          Map<String, String> form = form(exchange.getRequestBody().readAllBytes());
          String signature = exchange.getRequestHeaders().getFirst("X-Twilio-Signature");
          if (validator.validate(callbackUrl.toString(), form, signature)) {
            callbacks.add(form);
          }
          exchange.sendResponseHeaders(204, -1);
        });
    ours.createContext(
        "/twiml",
        exchange -> {
          byte[] document = "<Response><Say>봉수</Say></Response>".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, document.length);
          exchange.getResponseBody().write(document);
          exchange.close();
        });
    ours.start();
  }

  @AfterEach
  void close() {
    twilio.close();
    ours.stop(0);
  }

  @Test
  void a_message_is_taken_shown_and_told_of_by_signed_callbacks() throws Exception {
    Message message =
        Message.creator(TO, FROM, "봉수 & you")
            .setStatusCallback(callbackUrl)
            .create(client(SID, TOKEN));

    assertThat(message.getSid()).startsWith("SM").hasSize(34);
    assertThat(message.getStatus()).isEqualTo(Message.Status.QUEUED);
    SandboxMessage shown = shown(Channel.SMS).getFirst();
    assertThat(shown.body().content().text("text")).isEqualTo("봉수 & you");
    assertThat(shown.address().value()).isEqualTo(TO.toString());
    assertThat(String.valueOf(shown.delivery())).isEqualTo(DELIVERY);
    assertThat(next()).containsEntry("MessageStatus", "sent");
    assertThat(next())
        .containsEntry("MessageStatus", "delivered")
        .containsEntry("MessageSid", message.getSid());
  }

  @Test
  void a_call_is_shown_by_what_is_said_in_it() throws Exception {
    Call call =
        Call.creator(
                TO,
                FROM,
                new Twiml(
                    "<Response><Gather><Say>Tom &amp; you</Say><Pause/><Say>Tom &amp; you</Say>"
                        + "</Gather></Response>"))
            .setStatusCallback(callbackUrl)
            .setStatusCallbackEvent(List.of("completed"))
            .create(client(SID, TOKEN));

    assertThat(call.getSid()).startsWith("CA");
    assertThat(shown(Channel.VOICE).getFirst().body().content().text("say")).isEqualTo("Tom & you");
    assertThat(next()).containsEntry("CallStatus", "completed").containsEntry("To", TO.toString());
  }

  @Test
  void a_document_that_lies_elsewhere_is_fetched() throws Exception {
    URI document = callbackUrl.resolve("/twiml");

    Call.creator(TO, FROM, document).create(client(SID, TOKEN));

    assertThat(shown(Channel.VOICE).getFirst().body().content().text("say")).isEqualTo("봉수");
  }

  @ParameterizedTest
  @CsvSource({
    "+12025550101, busy, 486",
    "+13125550103, no-answer, 487",
    "+12025550104, failed, 480",
    "+12025550105, failed, 404",
    "+12025550106, completed, 200",
    "+12025550108, failed, 403",
    "+12025550109, no-answer, 487",
    "+12025550150, completed, 200",
    "+12025551101, completed, 200",
  })
  void a_call_ends_as_its_number_has_it(String to, String status, String sipCode) throws Exception {
    call(to, "initiated", "answered", "completed");

    assertThat(next()).containsEntry("CallStatus", "initiated").doesNotContainKey("CallDuration");
    if (status.equals("completed")) {
      assertThat(next()).containsEntry("CallStatus", "in-progress");
    }
    assertThat(next())
        .containsEntry("CallStatus", status)
        .containsEntry("SipResponseCode", sipCode)
        .doesNotContainKey("AnsweredBy");
  }

  @Test
  void a_phone_that_is_busy_at_first_takes_the_second_call() throws Exception {
    call("+12025550102", "completed");
    assertThat(next()).containsEntry("CallStatus", "busy");
    call("+12025550102", "completed");
    assertThat(next()).containsEntry("CallStatus", "completed");
    call("+12025550102", "completed");
    assertThat(next()).containsEntry("CallStatus", "busy");
  }

  @ParameterizedTest
  @CsvSource({
    "+12025550107, Enable, machine_start",
    "+12025550107, DetectMessageEnd, machine_end_beep",
    "+12025550100, Enable, human",
    "+12025550101, Enable,",
    "+12025550107, ,",
  })
  void who_answered_is_told_only_where_that_was_asked(
      String to, @Nullable String detection, @Nullable String answeredBy) throws Exception {
    CallCreator call =
        Call.creator(new PhoneNumber(to), FROM, new Twiml("<Response><Say>x</Say></Response>"))
            .setStatusCallback(callbackUrl);
    if (detection != null) {
      call.setMachineDetection(detection);
    }
    call.create(client(SID, TOKEN));

    assertThat(next().get("AnsweredBy")).isEqualTo(answeredBy);
  }

  @ParameterizedTest
  @CsvSource({"+12025550111, 1", "+12025550119, 9"})
  void a_key_that_is_pressed_goes_where_the_document_says(String to, String key) throws Exception {
    String document =
        "<Response><Gather numDigits=\"1\" action=\"%s\"><Say>x</Say></Gather></Response>"
            .formatted(callbackUrl);
    Call.creator(new PhoneNumber(to), FROM, new Twiml(document))
        .setStatusCallback(callbackUrl)
        .create(client(SID, TOKEN));

    assertThat(next()).containsEntry("Digits", key).containsEntry("CallStatus", "in-progress");
    assertThat(next()).containsEntry("CallStatus", "completed");
  }

  @ParameterizedTest
  @CsvSource({
    "+12025550104, sent, undelivered, 30003",
    "+12025550105, sent, undelivered, 30005",
    "+12025550106, sent, undelivered, 30006",
    "+12025550108, sent, undelivered, 30007",
    "+12025550109, , failed, 30036",
    "+12025550101, sent, delivered,",
  })
  void a_message_ends_as_its_number_has_it(
      String to, @Nullable String before, String end, @Nullable String code) throws Exception {
    message(to);

    if (before != null) {
      assertThat(next()).containsEntry("MessageStatus", before);
    }
    Map<String, String> told = next();
    assertThat(told).containsEntry("MessageStatus", end);
    assertThat(told.get("ErrorCode")).isEqualTo(code);
  }

  @Test
  void who_wants_no_more_writes_so_to_the_number_that_wrote() throws Exception {
    message("+12025550119");

    assertThat(next()).containsEntry("MessageStatus", "sent");
    assertThat(next()).containsEntry("MessageStatus", "delivered");
    assertThat(next())
        .containsEntry("Body", "STOP")
        .containsEntry("From", "+12025550119")
        .containsEntry("To", FROM.toString())
        .containsEntry("SmsStatus", "received");
  }

  @ParameterizedTest
  @CsvSource({
    "+15005550001, 21211, 21217",
    "+15005550002, 21612, 21214",
    "+15005550003, 21408, 21215",
    "+15005550004, 21610, 21216",
    "+15005550009, 21614,",
  })
  void twilios_own_numbers_for_tests_are_refused_as_it_refuses_them(
      String to, int ofMessage, @Nullable Integer ofCall) throws Exception {
    assertThatThrownBy(() -> message(to))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.getCode()).isEqualTo(ofMessage));
    if (ofCall == null) {
      call(to, "completed");
    } else {
      assertThatThrownBy(() -> call(to, "completed"))
          .isInstanceOfSatisfying(
              ApiException.class, e -> assertThat(e.getCode()).isEqualTo(ofCall));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ACother, token, +821012345678, x, 20003",
    "ACsandbox, wrong, +821012345678, x, 20003",
    "ACsandbox, token, 821012345678, x, 21211",
    "ACsandbox, token, +821012345678, '', 21602",
  })
  void whatever_is_wrong_is_refused_by_twilios_own_code(
      String sid, String token, String to, String text, int code) throws Exception {
    assertThatThrownBy(
            () -> Message.creator(new PhoneNumber(to), FROM, text).create(client(sid, token)))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.getCode()).isEqualTo(code));
    assertThat(shown(Channel.SMS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"REJECT, 21612", "RETRYABLE, 20503", "THROTTLE, 20429"})
  void a_fault_is_met_by_its_code(FaultMode mode, int code) throws Exception {
    faults.set(Channel.SMS, new InjectedFault(mode, 1));

    assertThatThrownBy(() -> Message.creator(TO, FROM, "x").create(client(SID, TOKEN)))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.getCode()).isEqualTo(code));
    assertThat(shown(Channel.SMS)).isEmpty();
  }

  @Test
  void receipts_come_twice_or_late_on_request() throws Exception {
    faults.set(Channel.VOICE, new InjectedFault(FaultMode.DUPLICATE_RECEIPTS, 1));
    call();
    assertThat(next()).isEqualTo(next());

    faults.set(Channel.VOICE, new InjectedFault(FaultMode.LATE_RECEIPTS, 1));
    call();
    assertThat(callbacks.poll(100, TimeUnit.MILLISECONDS)).isNull();
    faults.set(Channel.VOICE, InjectedFault.NONE);
    assertThat(next()).containsEntry("CallStatus", "completed");
  }

  private void call() {
    call(TO.toString(), "completed");
  }

  private void call(String to, String... events) {
    Call.creator(new PhoneNumber(to), FROM, new Twiml("<Response><Say>x</Say></Response>"))
        .setStatusCallback(callbackUrl)
        .setStatusCallbackEvent(List.of(events))
        .create(client(SID, TOKEN));
  }

  private void message(String to) {
    Message.creator(new PhoneNumber(to), FROM, "x")
        .setStatusCallback(callbackUrl)
        .create(client(SID, TOKEN));
  }

  private Map<String, String> next() throws InterruptedException {
    return Objects.requireNonNull(callbacks.poll(60, TimeUnit.SECONDS));
  }

  private List<SandboxMessage> shown(Channel channel) throws Exception {
    return messages
        .list(new SandboxFilter(channel, null, null), new Page.Request(50, null))
        .items();
  }

  private TwilioRestClient client(String sid, String token) {
    return new TwilioRestClient.Builder(sid, token).httpClient(new ToSandbox()).build();
  }

  private static Map<String, String> form(byte[] body) {
    Map<String, String> form = new HashMap<>();
    for (String pair : new String(body, UTF_8).split("&")) {
      int at = pair.indexOf('=');
      form.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), UTF_8));
    }
    return form;
  }

  /** Carries what Twilio's library wants to say to the sandbox instead. */
  private final class ToSandbox extends HttpClient {
    private final java.net.http.HttpClient http = java.net.http.HttpClient.newHttpClient();

    @Override
    public Response makeRequest(Request request) {
      List<String> pairs = new ArrayList<>();
      request
          .getPostParams()
          .forEach((name, values) ->
              values.forEach(value -> pairs.add(name + "=" + URLEncoder.encode(value, UTF_8))));
      URI url = twilio.url().resolve(URI.create(request.getUrl()).getPath());
      try {
        HttpResponse<String> response =
            http.send(
                HttpRequest.newBuilder(url)
                    .version(java.net.http.HttpClient.Version.HTTP_1_1)
                    .header("Authorization", request.getAuthString())
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(String.join("&", pairs)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Response(response.body(), response.statusCode(), new Header[0]);
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException("the sandbox must answer", e);
      }
    }
  }
}
