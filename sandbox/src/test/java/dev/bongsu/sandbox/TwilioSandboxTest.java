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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stand-in for Twilio, spoken to by Twilio's own library, which judges its callbacks too. */
@Timeout(60)
class TwilioSandboxTest {
  private static final String SID = "ACsandbox";
  private static final String TOKEN = "token";
  private static final PhoneNumber TO = new PhoneNumber("+821012345678");
  private static final PhoneNumber FROM = new PhoneNumber("+15550001");
  private static final String DELIVERY = "01931d6c-3b2a-7000-8000-0123456789ab";

  private final Faults faults = new Faults(new Random(1));
  private final SandboxMessages messages =
      new SandboxMessages(1 << 20, Clock.systemUTC(), _ -> Map.of());
  private final TwilioSandbox twilio =
      TwilioSandbox.start(TwilioSandboxSettings.of(SID, TOKEN), messages, faults);
  private final BlockingQueue<Map<String, String>> callbacks = new LinkedBlockingQueue<>();
  private final RequestValidator validator = new RequestValidator(TOKEN);
  private final HttpServer ours;
  private URI callbackUrl = URI.create("http://unset.invalid");

  TwilioSandboxTest() throws IOException {
    ours =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 10);
  }

  @BeforeEach
  void listen() {
    callbackUrl =
        URI.create("http://127.0.0.1:" + ours.getAddress().getPort() + "/cb?delivery=" + DELIVERY);
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
    Call.creator(TO, FROM, new Twiml("<Response><Say>x</Say></Response>"))
        .setStatusCallback(callbackUrl)
        .create(client(SID, TOKEN));
  }

  private Map<String, String> next() throws InterruptedException {
    return Objects.requireNonNull(callbacks.poll(10, TimeUnit.SECONDS));
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
