package dev.bongsu.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.spi.Receipt.Status;
import dev.bongsu.channel.spi.TestSurroundings;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.sandbox.FaultMode;
import dev.bongsu.sandbox.Faults;
import dev.bongsu.sandbox.InjectedFault;
import dev.bongsu.sandbox.SandboxMessages;
import dev.bongsu.sandbox.SesStandIn;
import dev.bongsu.sandbox.SesStandInSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the mail to the sandbox's SES, and back by what its SNS posts. */
class SesRoundTripTest {
  private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:mails";
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Content HELLO = new Content(Map.of("subject", "Hello", "text", "Hello"));

  private static final Faults FAULTS = new Faults(new SplittableRandom(1));
  private static final SandboxMessages MESSAGES =
      new SandboxMessages(1 << 20, CLOCK, _ -> Map.of());
  private static final BlockingQueue<Callbacks.Callback> POSTED = new LinkedBlockingQueue<>();
  private final TestSurroundings house = new TestSurroundings(CLOCK, Path.of("."));
  private static final HttpServer SUBSCRIBER = subscriber();
  private static final SesStandInSettings KNOWN =
      SesStandInSettings.defaults()
          .withEvents(TOPIC, URI.create("http://127.0.0.1:" + SUBSCRIBER.getAddress().getPort()));
  private static final SesStandIn AMAZON = SesStandIn.start(KNOWN, MESSAGES, FAULTS, CLOCK);
  private final SesSettings settings = at(AMAZON);
  private final Callbacks callbacks = settings.callbacks(house.surroundings()).orElseThrow();

  private static SesSettings at(SesStandIn amazon) {
    return new SesSettings(
        ProviderSettings.defaults("ses", "ses"),
        amazon.url(),
        new SesSettings.Access(KNOWN.region(), KNOWN.accessKey(), KNOWN.secretKey()),
        new Mailbox("Shop", "no-reply@shop.example"),
        null,
        new SesSettings.Events(TOPIC, amazon.url()));
  }

  @BeforeEach
  void behave() {
    FAULTS.set(Channel.EMAIL, InjectedFault.NONE);
    POSTED.clear();
  }

  @AfterAll
  static void close() {
    AMAZON.close();
    SUBSCRIBER.stop(0);
  }

  @Test
  void a_mail_that_was_delivered_is_told_to_be() throws InterruptedException {
    long before = MESSAGES.count();
    assertThat(send("a@example.com")).isInstanceOf(Outcome.Accepted.class);
    List<Receipt> receipts = receipts(2);

    assertThat(receipts).extracting(Receipt::status).containsExactly(Status.SENT, Status.DELIVERED);
    assertThat(receipts)
        .extracting(Receipt::delivery)
        .containsOnly(SmtpProviderTest.message("a@example.com", HELLO).id());
    assertThat(MESSAGES.count()).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "a@bounced.invalid, BOUNCED, ADDRESS_UNKNOWN, Permanent General: 550 5.1.1",
    "bounce@simulator.amazonses.com, BOUNCED, ADDRESS_UNKNOWN, Permanent General: 550 5.1.1",
    "a@full.invalid, FAILED, RECIPIENT_UNAVAILABLE, Transient MailboxFull: 552 5.2.2",
  })
  void a_mail_that_comes_back_is_told_with_its_reason(
      String address, Status status, FailureCode code, String words) throws InterruptedException {
    send(address);
    Receipt bounce = receipts(2).getLast();

    assertThat(bounce.status()).isEqualTo(status);
    assertThat(bounce.code()).isEqualTo(code);
    assertThat(bounce.detail()).startsWith(words).doesNotContain(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@complained.invalid", "complaint@simulator.amazonses.com"})
  void a_mail_that_its_recipient_called_unwanted_was_delivered_first(String address)
      throws InterruptedException {
    send(address);

    assertThat(receipts(3))
        .extracting(Receipt::status)
        .containsExactly(Status.SENT, Status.DELIVERED, Status.COMPLAINED);
  }

  @Test
  void each_event_is_told_twice_on_request() throws InterruptedException {
    FAULTS.set(Channel.EMAIL, new InjectedFault(FaultMode.DUPLICATE_RECEIPTS, 1));
    send("a@example.com");

    assertThat(receipts(4))
        .extracting(Receipt::status)
        .containsExactly(Status.SENT, Status.SENT, Status.DELIVERED, Status.DELIVERED);
  }

  @Test
  void events_are_told_late_on_request() throws InterruptedException {
    FAULTS.set(Channel.EMAIL, new InjectedFault(FaultMode.LATE_RECEIPTS, 1));
    send("a@example.com");
    assertThat(POSTED).isEmpty();

    FAULTS.set(Channel.EMAIL, InjectedFault.NONE);

    assertThat(receipts(2)).hasSize(2);
  }

  @Test
  void nothing_is_told_before_the_subscription_is_confirmed_or_after_it_has_ended()
      throws Exception {
    try (SesStandIn amazon = SesStandIn.start(KNOWN, MESSAGES, FAULTS, CLOCK)) {
      SesSettings there = at(amazon);
      Callbacks ours = there.callbacks(house.surroundings()).orElseThrow();

      send(there, "a@example.com");
      Callbacks.Callback asked = posted();
      assertThat(type(asked)).isEqualTo("SubscriptionConfirmation");
      assertThat(visit(field(asked, "SubscribeURL") + "0")).as("another token").isEqualTo(400);
      assertThat(POSTED.poll(100, TimeUnit.MILLISECONDS)).as("before it is confirmed").isNull();

      assertThat(ours.read(asked)).isInstanceOf(Callbacks.Answer.Understood.class);
      Callbacks.Callback told = posted();
      assertThat(type(told)).isEqualTo("Notification");
      assertThat(type(posted())).isEqualTo("Notification");

      assertThat(visit(field(told, "UnsubscribeURL"))).isEqualTo(200);
      Callbacks.Callback ended = posted();
      assertThat(type(ended)).isEqualTo("UnsubscribeConfirmation");
      assertThat(ours.read(ended)).isInstanceOf(Callbacks.Answer.Understood.class);
      send(there, "a@example.com");
      assertThat(POSTED.poll(100, TimeUnit.MILLISECONDS)).as("after it has ended").isNull();

      assertThat(visit(field(ended, "SubscribeURL"))).isEqualTo(200);
      send(there, "a@example.com");
      assertThat(type(posted())).isEqualTo("Notification");
      assertThat(type(posted())).isEqualTo("Notification");
    }
  }

  @Test
  void a_subscription_elsewhere_than_at_amazon_is_not_confirmed_unless_that_was_configured()
      throws Exception {
    try (SesStandIn amazon = SesStandIn.start(KNOWN, MESSAGES, FAULTS, CLOCK)) {
      SesSettings known = at(amazon);
      var unaware =
          new SesSettings(
              known.common(),
              known.baseUrl(),
              known.access(),
              known.from(),
              null,
              new SesSettings.Events(TOPIC, null));
      send(unaware, "a@example.com");

      assertThat(unaware.callbacks(house.surroundings()).orElseThrow().read(posted()))
          .isInstanceOf(Callbacks.Answer.Forged.class);

      assertThat(POSTED.poll(100, TimeUnit.MILLISECONDS)).isNull();
    }
  }

  @Test
  void other_keys_are_refused() throws InterruptedException {
    long before = MESSAGES.count();
    var stranger =
        new SesSettings(
            settings.common(),
            settings.baseUrl(),
            new SesSettings.Access(KNOWN.region(), KNOWN.accessKey(), "wrong"),
            settings.from(),
            null,
            null);
    try (SesProvider provider = new SesProvider(stranger, house.surroundings())) {
      assertThat(provider.send(SmtpProviderTest.message("a@example.com", HELLO)))
          .isInstanceOf(Outcome.TryLater.class);
    }
    assertThat(MESSAGES.count()).isEqualTo(before);
  }

  private Outcome send(String address) throws InterruptedException {
    return send(settings, address);
  }

  private Outcome send(SesSettings to, String address) throws InterruptedException {
    try (SesProvider provider = new SesProvider(to, house.surroundings())) {
      return provider.send(SmtpProviderTest.message(address, HELLO));
    }
  }

  private List<Receipt> receipts(int count) throws InterruptedException {
    List<Receipt> receipts = new ArrayList<>();
    while (receipts.size() < count) {
      receipts.add(receipt());
    }
    return receipts;
  }

  /** The next one; before the first the subscription is confirmed. */
  private Receipt receipt() throws InterruptedException {
    Callbacks.Callback request = posted();
    List<Receipt> receipts = understood(request);
    return type(request).equals("SubscriptionConfirmation") ? receipt() : receipts.getFirst();
  }

  private List<Receipt> understood(Callbacks.Callback request) {
    assertThat(callbacks.read(request)).isInstanceOf(Callbacks.Answer.Understood.class);
    return callbacks.read(request) instanceof Callbacks.Answer.Understood(var receipts, _, _, _)
        ? receipts
        : List.of();
  }

  private static Callbacks.Callback posted() throws InterruptedException {
    return Objects.requireNonNull(POSTED.poll(60, TimeUnit.SECONDS), "nothing was posted");
  }

  private static String type(Callbacks.Callback request) {
    return request.headers().getOrDefault("x-amz-sns-message-type", List.of("")).getFirst();
  }

  private static String field(Callbacks.Callback request, String name) {
    return SnsMessage.of(request.body()).orElseThrow().field(name);
  }

  private static int visit(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static Map<String, List<String>> headers(Map<String, List<String>> headers) {
    return headers.entrySet().stream()
        .collect(
            Collectors.toMap(each -> each.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
  }

  private static HttpServer subscriber() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            POSTED.add(
                new Callbacks.Callback(
                    "POST", exchange.getRequestURI(), headers(exchange.getRequestHeaders()), body));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException("no subscriber to test with", e);
    }
  }
}
