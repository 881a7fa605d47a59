package dev.bongsu.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.Attachments;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.spi.SampleMessage;
import dev.bongsu.channel.spi.TestCertificate;
import dev.bongsu.channel.spi.TestSurroundings;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.sandbox.Faults;
import dev.bongsu.sandbox.SandboxMessages;
import dev.bongsu.sandbox.SmtpStandIn;
import dev.bongsu.sandbox.SmtpStandInSettings;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpProviderTest {
  private static final Content HELLO = new Content(Map.of("subject", "Hello", "text", "Hello"));

  @TempDir Path directory;
  private final ScriptedRelay relay = new ScriptedRelay();
  private final TestSurroundings house = new TestSurroundings(Clock.systemUTC(), Path.of("."));
  private @Nullable SmtpProvider provider;

  @AfterEach
  void close() {
    if (provider != null) {
      provider.close();
    }
    relay.close();
  }

  @ParameterizedTest
  @CsvSource({
    "RCPT,550 5.1.1 no such user,AddressGone,",
    "RCPT,553 5.1.3 bad syntax,AddressGone,",
    "END,550 5.1.10 null mx,AddressGone,",
    "RCPT,550 relaying denied,Refused,MESSAGE_REFUSED",
    "RCPT,550 5.7.1 blocked,Refused,MESSAGE_REFUSED",
    "RCPT,552 5.2.2 mailbox full,Refused,RECIPIENT_UNAVAILABLE",
    "MAIL,553 5.1.8 your domain does not exist,Refused,MESSAGE_REFUSED",
    "MAIL,552 too large,Refused,PAYLOAD_TOO_LARGE",
    "END,552 5.3.4 too large,Refused,PAYLOAD_TOO_LARGE",
    "END,554 5.6.0 bad content,Refused,MESSAGE_REFUSED",
    "MAIL,530 5.7.0 authenticate first,TryLater,CREDENTIALS_REFUSED",
    "RCPT,554 5.7.8 not you,TryLater,CREDENTIALS_REFUSED",
    "RCPT,450 4.2.1 mailbox busy,TryLater,RECIPIENT_UNAVAILABLE",
    "RCPT,450 4.7.1 greylisted,TryLater,PROVIDER_BUSY",
    "RCPT,452 4.3.1 no space,TryLater,PROVIDER_BUSY",
    "MAIL,421 4.3.2 shutting down,TryLater,PROVIDER_BUSY",
    "DATA,451 4.3.0 later,TryLater,PROVIDER_BUSY",
    "END,421 4.3.2 shutting down,TryLater,PROVIDER_BUSY",
    "CONNECT,421 too many,TryLater,PROVIDER_BUSY",
    "CONNECT,554 go away,TryLater,PROVIDER_FAULT",
    "EHLO,500 what,TryLater,PROVIDER_FAULT"
  })
  void each_reply_means_what_it_says(
      String step, String reply, String outcome, @Nullable FailureCode code)
      throws InterruptedException {
    for (String extensions : List.of("PIPELINING", "HELP")) {
      relay.offers(extensions).at(step, reply);
      Outcome found = provider(Tls.NONE).send(message("a@example.com", HELLO));

      assertThat(found.getClass().getSimpleName()).isEqualTo(outcome);
      assertThat(code(found)).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA"})
  void silence_and_reset_before_the_body_mean_not_sent(String step) throws InterruptedException {
    for (String trouble : List.of(ScriptedRelay.HANG, ScriptedRelay.RESET)) {
      relay.at(step, trouble);

      assertThat(code(impatient().send(message("a@example.com", HELLO))))
          .isEqualTo(FailureCode.PROVIDER_UNREACHABLE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ScriptedRelay.HANG, ScriptedRelay.RESET})
  void a_large_mail_cut_off_in_its_middle_was_not_sent(String trouble) throws InterruptedException {
    relay.at("BODY", trouble);
    Content large = new Content(Map.of("subject", "s", "text", "x y ".repeat(4_000_000)));

    assertThat(code(impatient().send(message("a@example.com", large))))
        .isEqualTo(FailureCode.PROVIDER_UNREACHABLE);
  }

  @Test
  void a_session_carries_one_mail_after_another() throws InterruptedException {
    SmtpProvider one = provider(Tls.NONE);
    for (int i = 0; i < 20; i++) {
      accept(one.send(message("a" + i + "@example.com", HELLO)));
    }
    assertThat(relay.connections()).isEqualTo(1);
    assertThat(relay.mails()).hasSize(20);
  }

  @Test
  void a_refused_recipient_spoils_nothing_for_the_next() throws InterruptedException {
    SmtpProvider one = provider(Tls.NONE);
    relay.at("RCPT", "550 5.1.1 no");
    one.send(message("a@example.com", HELLO));
    relay.usual("RCPT");
    accept(one.send(message("b@example.com", HELLO)));

    assertThat(relay.connections()).isEqualTo(1);
    assertThat(relay.commands()).contains("RSET");
    assertThat(relay.mails()).filteredOn(mail -> !mail.isEmpty()).hasSize(1);
  }

  @Test
  void a_session_that_the_relay_gave_up_is_replaced_unseen() throws InterruptedException {
    SmtpProvider one = provider(Tls.NONE);
    accept(one.send(message("a@example.com", HELLO)));
    relay.at("MAIL", ScriptedRelay.RESET);
    Outcome reset = one.send(message("b@example.com", HELLO));
    relay.usual("MAIL");
    accept(one.send(message("c@example.com", HELLO)));

    assertThat(code(reset)).isEqualTo(FailureCode.PROVIDER_UNREACHABLE);
    assertThat(relay.connections()).isEqualTo(3);
  }

  @Test
  void many_at_once_share_few_sessions() throws Exception {
    SmtpProvider one = provider(Tls.NONE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Outcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        String to = "a" + i + "@example.com";
        outcomes.add(threads.submit(() -> one.send(message(to, HELLO))));
      }
      for (Future<Outcome> outcome : outcomes) {
        accept(outcome.get());
      }
    }
    assertThat(relay.connections()).isLessThanOrEqualTo(SmtpPool.MOST_SESSIONS);
    assertThat(relay.mails()).hasSize(500);
  }

  @Test
  void without_starttls_nothing_is_said_in_the_clear() throws InterruptedException {
    Outcome outcome = provider(Tls.STARTTLS, "user", Trust.JDK).send(message("a@b.example", HELLO));

    assertThat(code(outcome)).isEqualTo(FailureCode.TLS_FAILED);
    assertThat(relay.commands())
        .allMatch(command -> command.startsWith("EHLO") || command.equals("QUIT"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_trusted_relay_of_the_right_name_gets_the_mail(boolean fromTheFirstByte)
      throws InterruptedException {
    TestCertificate right = TestCertificate.in(directory);
    relay
        .offers(fromTheFirstByte ? "AUTH PLAIN LOGIN" : "STARTTLS|AUTH PLAIN")
        .withTls(right.server(), fromTheFirstByte);
    SmtpProvider one = provider(fromTheFirstByte ? Tls.TLS : Tls.STARTTLS, "user", right.trust());
    accept(one.send(message("a@example.com", HELLO)));

    assertThat(relay.commands()).contains("AUTH PLAIN AHVzZXIAcGFzc3dvcmQ=");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_certificate_for_another_name_ends_the_talk(boolean fromTheFirstByte)
      throws InterruptedException {
    TestCertificate wrong = TestCertificate.forNames("dns:other.example", directory);
    relay.offers("STARTTLS|AUTH PLAIN").withTls(wrong.server(), fromTheFirstByte);
    SmtpProvider one = provider(fromTheFirstByte ? Tls.TLS : Tls.STARTTLS, "user", wrong.trust());

    assertThat(code(one.send(message("a@example.com", HELLO)))).isEqualTo(FailureCode.TLS_FAILED);
    assertThat(relay.commands()).noneMatch(command -> command.startsWith("AUTH"));
  }

  @Test
  void what_is_sent_along_before_tls_ends_the_talk() throws InterruptedException {
    relay
        .offers("STARTTLS")
        .at("STARTTLS", "220 go|250 injected")
        .withTls(TestCertificate.in(directory).server(), false);

    assertThat(code(provider(Tls.STARTTLS).send(message("a@example.com", HELLO))))
        .isIn(FailureCode.TLS_FAILED, FailureCode.PROVIDER_FAULT);
  }

  @Test
  void an_endless_reply_is_nonsense() throws InterruptedException {
    relay.at("EHLO", "250 " + "x".repeat(100_000));

    assertThat(code(provider(Tls.NONE).send(message("a@example.com", HELLO))))
        .isEqualTo(FailureCode.PROVIDER_FAULT);
  }

  @Test
  void a_dot_at_the_start_of_a_line_is_doubled_on_the_way() throws InterruptedException {
    Content dots = new Content(Map.of("subject", "s", "text", "a\n.\n..b\nc"));
    accept(provider(Tls.NONE).send(message("a@example.com", dots)));

    assertThat(relay.mails().getFirst()).endsWith("a\n..\n...b\nc\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@example.com>\r\nRCPT TO:<b@example.com",
        "a\r\nDATA@example.com",
        "a@example.com\nX: y",
        "a b@example.com",
        "<a@example.com>",
        "a@exa mple.com",
        "@example.com",
        "a@"
      })
  void what_is_no_address_never_reaches_the_relay(String address) throws InterruptedException {
    Outcome outcome = provider(Tls.NONE).send(message(address, HELLO));

    assertThat(outcome).isInstanceOf(Outcome.AddressGone.class);
    assertThat(relay.connections()).isZero();
  }

  @Test
  void an_address_beyond_ascii_takes_a_relay_that_knows_them() throws InterruptedException {
    assertThat(code(provider(Tls.NONE).send(message("안나@example.com", HELLO))))
        .isEqualTo(FailureCode.MESSAGE_REFUSED);

    relay.offers("SMTPUTF8|8BITMIME|PIPELINING");
    accept(provider(Tls.NONE).send(message("안나@예시.example", HELLO)));
    assertThat(relay.commands())
        .contains(
            "MAIL FROM:<no-reply@shop.example> BODY=8BITMIME SMTPUTF8",
            "RCPT TO:<안나@xn--vv4b11d.example>");
  }

  @Test
  void reports_are_asked_for_where_the_relay_can_report() throws InterruptedException {
    relay.offers("DSN|SIZE 1000000|PIPELINING");
    OutboundMessage message = message("a+b=c@example.com", HELLO);
    accept(provider(Tls.NONE).send(message));

    assertThat(relay.commands())
        .contains(
            "RCPT TO:<a+b=c@example.com> NOTIFY=FAILURE,DELAY ORCPT=rfc822;a+2Bb+3Dc@example.com")
        .anyMatch(command ->
            command.matches(
                "MAIL FROM:<no-reply@shop.example> SIZE=\\d+ RET=HDRS ENVID=" + message.id()));
  }

  @Test
  void a_mail_with_files_arrives_whole_and_one_without_its_file_does_not_go()
      throws InterruptedException {
    byte[] file = new byte[3_000_000];
    Arrays.fill(file, (byte) '.');
    house.files.put("o1", new Attachments.Attached("a.bin", "image/png", file.length, file));
    SmtpProvider one = provider(Tls.NONE);
    accept(one.send(message("a@example.com", HELLO, List.of("o1"))));
    Outcome missing = one.send(message("a@example.com", HELLO, List.of("o1", "o2")));
    byte[] tooMuch = new byte[27 << 20];
    house.files.put("o3", new Attachments.Attached("b", "image/png", tooMuch.length, tooMuch));

    assertThat(relay.mails().getFirst())
        .contains("List-Unsubscribe: <https://bongsu.example.com/u/")
        .contains(Base64.getMimeEncoder().encodeToString(file).replace("\r\n", "\n"));
    assertThat(code(missing)).isEqualTo(FailureCode.MESSAGE_REFUSED);
    assertThat(code(one.send(message("a@example.com", HELLO, List.of("o3", "o3")))))
        .isEqualTo(FailureCode.PAYLOAD_TOO_LARGE);
  }

  @Test
  void what_the_sandbox_reports_of_a_mail_is_heard() throws Exception {
    var messages = new SandboxMessages(1 << 20, Clock.systemUTC(), _ -> Map.of());
    var faults = new Faults(new Random(1));
    try (var sandbox = SmtpStandIn.start(SmtpStandInSettings.defaults(), messages, faults);
        var one =
            (Provider.OneByOne)
                SmtpKind.sandbox(
                        "sandbox",
                        sandbox.port(),
                        port -> sandbox.reportTo(port, Clock.systemUTC()))
                    .open(house.surroundings())) {
      for (String domain : List.of("bounced", "full", "delivered", "complained")) {
        accept(one.send(message("a@" + domain + ".invalid", HELLO)));
      }
      while (house.receipts.size() < 4) {
        Thread.onSpinWait();
      }
    }

    assertThat(house.receipts)
        .extracting(Receipt::status)
        .containsExactlyInAnyOrder(
            Receipt.Status.BOUNCED,
            Receipt.Status.FAILED,
            Receipt.Status.DELIVERED,
            Receipt.Status.COMPLAINED);
  }

  @Test
  void mails_come_back_to_an_address_of_their_own() throws Exception {
    relay.offers("DSN");
    SmtpSettings settings =
        new SmtpSettings(
            ProviderSettings.defaults("relay", "smtp"),
            new Relay("127.0.0.1", relay.port(), Tls.NONE, null, null),
            new Mailbox("Shop", "no-reply@shop.example"),
            List.of(),
            new Bounces(
                new MailAddress("bounces", "shop.example"), new Bounces.Listen("127.0.0.1", 0)),
            DomainLimits.NONE);
    OutboundMessage message = message("a@example.com", HELLO);
    try (SmtpProvider one = new SmtpProvider(settings, house.surroundings());
        Socket back =
            new Socket(InetAddress.getLoopbackAddress(), one.bouncePort().orElseThrow())) {
      accept(one.send(message));
      String verp = "bounces+" + message.id() + "@shop.example";
      back.getOutputStream()
          .write(
              ("MAIL FROM:<>\r\nRCPT TO:<"
                      + verp
                      + ">\r\nDATA\r\n"
                      + "Content-Type: message/delivery-status\r\n\r\n"
                      + "Action: failed\r\nStatus: 5.1.1\r\n.\r\nQUIT\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      back.getInputStream().readAllBytes();

      assertThat(relay.commands())
          .contains("MAIL FROM:<" + verp + "> RET=HDRS ENVID=" + message.id())
          .anyMatch(command -> command.contains("NOTIFY=SUCCESS,FAILURE,DELAY"));
      assertThat(relay.mails().getFirst()).contains("From: Shop <no-reply@shop.example>");
    }
    assertThat(house.receipts).extracting(Receipt::delivery).containsExactly(message.id());
  }

  private SmtpProvider provider(Tls tls) {
    return provider(tls, null, Trust.JDK);
  }

  private SmtpProvider impatient() {
    return provider(Tls.NONE, null, Trust.JDK, Duration.ofMillis(500));
  }

  private SmtpProvider provider(Tls tls, @Nullable String username, Trust trust) {
    return provider(tls, username, trust, Duration.ofSeconds(30));
  }

  private SmtpProvider provider(Tls tls, @Nullable String username, Trust trust, Duration timeout) {
    if (provider != null) {
      provider.close();
    }
    SmtpSettings settings =
        SmtpSettings.plain(
            new ProviderSettings("relay", "smtp", timeout, null, 256, trust),
            new Relay(
                "127.0.0.1", relay.port(), tls, username, username == null ? null : "password"),
            new Mailbox("Shop", "no-reply@shop.example"));
    provider = new SmtpProvider(settings, house.surroundings());
    return provider;
  }

  private static void accept(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
  }

  static @Nullable FailureCode code(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Refused(FailureCode code, _) -> code;
      case Outcome.TryLater(FailureCode code, _, _) -> code;
      case Outcome.Accepted _, Outcome.AddressGone _, Outcome.Unknown _ -> null;
    };
  }

  static OutboundMessage message(String address, Content content) {
    return message(address, content, List.of());
  }

  static OutboundMessage message(String address, Content content, List<String> attachments) {
    return SampleMessage.to(new Address(Channel.EMAIL, address), content)
        .attachments(attachments)
        .message();
  }
}
