package dev.bongsu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Page;
import dev.bongsu.sandbox.SmtpStandInSettings.Hang;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SmtpStandInTest {
  private static final String MAIL = "Subject: x\r\n\r\nhello\r\n.\r\n";

  private final SandboxMessages messages =
      new SandboxMessages(1 << 20, Clock.systemUTC(), _ -> Map.of());
  private final Faults faults = new Faults(new Random(1));
  private SmtpStandIn sandbox = SmtpStandIn.start(SmtpStandInSettings.defaults(), messages, faults);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void it_says_what_it_can() throws Exception {
    try (var client = new Client()) {
      assertThat(client.answer()).startsWith("220 ");
      assertThat(client.say("EHLO me"))
          .contains("PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "SIZE 37748736")
          .doesNotContain("STARTTLS", "AUTH");
    }
  }

  @Test
  void a_mail_is_kept_with_its_dots_as_they_were_meant() throws Exception {
    try (var client = greeted()) {
      assertThat(client.say("MAIL FROM:<a@example.com> SIZE=100 BODY=8BITMIME"))
          .startsWith("250 2.1.0");
      assertThat(client.say("RCPT TO:<b@example.com>")).startsWith("250 2.1.5");
      assertThat(client.say("DATA")).startsWith("354");
      client.send("Subject: =?UTF-8?Q?=ED=95=9C?=\r\n\r\n..one\r\n...\r\nend.\r\n.\r\n");
      assertThat(client.answer()).startsWith("250 2.0.0");
      assertThat(client.say("QUIT")).startsWith("221");
    }

    SandboxMessage message = kept().getFirst();
    assertThat(message.address().value()).isEqualTo("b@example.com");
    assertThat(message.body().content().fields())
        .containsEntry("subject", "한")
        .containsEntry("text", ".one\r\n..\r\nend.\r\n");
    assertThat(message.delivery()).isNull();
  }

  @Test
  void commands_may_be_sent_without_waiting_for_answers() throws Exception {
    try (var client = greeted()) {
      client.send("MAIL FROM:<>\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<c@example.com>\r\nDATA\r\n");

      assertThat(List.of(client.answer(), client.answer(), client.answer(), client.answer()))
          .extracting(each -> each.substring(0, 3))
          .containsExactly("250", "250", "250", "354");
      client.send(MAIL + "NOOP\r\n");
      assertThat(client.answer()).startsWith("250 2.0.0 taken");
      assertThat(client.answer()).startsWith("250 2.0.0 done");
    }
    assertThat(kept())
        .extracting(each -> each.address().value())
        .containsExactly("c@example.com", "b@example.com");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "MAIL FROM:<a@example.com> | 503 5.5.1",
        "EHLO | 501 5.5.4",
        "RCPT TO:<a@example.com> | 503 5.5.1",
        "DATA | 503 5.5.1",
        "STARTTLS | 502 5.5.1",
        "AUTH PLAIN AGEAYg== | 502 5.5.1",
        "NONSENSE | 500 5.5.2",
        "EXPN x | 502 5.5.1",
        "VRFY x | 252 2.5.2",
        "RSET | 250 2.0.0",
      })
  void commands_out_of_order_are_refused(String command, String wanted) throws Exception {
    try (var client = new Client()) {
      client.answer();
      assertThat(client.say(command)).startsWith(wanted);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "MAIL FROM: <a@example.com> | 501 5.1.7",
        "MAIL FROM:a@example.com | 501 5.1.7",
        "MAIL FROM:<a b@example.com> | 501 5.1.7",
        "MAIL FROM:<a@-example.com> | 501 5.1.7",
        "MAIL FROM:<a@example.com> SIZE=99999999 | 552 5.3.4",
        "MAIL FROM:<a@example.com> RET=SOME | 555 5.5.4",
        "MAIL FROM:<a@example.com> ENVID=a+b | 555 5.5.4",
        "MAIL FROM:<a@example.com> NOTIFY=NEVER | 555 5.5.4",
        "MAIL FROM:<a@example.com> RET=HDRS ENVID=a+2Bb | 250 2.1.0",
        "MAIL FROM:<é@example.com> | 553 5.6.7",
        "MAIL FROM:<é@example.com> SMTPUTF8 | 250 2.1.0",
        "RCPT TO:<b@example.com> | 503 5.5.1",
      })
  void senders_are_read_strictly(String command, String wanted) throws Exception {
    try (var client = greeted()) {
      assertThat(client.say(command)).startsWith(wanted);
    }
  }

  @Test
  void recipients_are_read_strictly() throws Exception {
    try (var client = greeted()) {
      client.say("MAIL FROM:<a@example.com>");
      assertThat(client.say("MAIL FROM:<a@example.com>")).startsWith("503 5.5.1");
      assertThat(client.say("DATA")).startsWith("554 5.5.1");
      assertThat(client.say("RCPT TO:<>")).startsWith("501 5.1.3");
      assertThat(client.say("RCPT TO:<b@example.com> SIZE=1")).startsWith("555 5.5.4");
      assertThat(client.say("RCPT TO:<b@example.com> NOTIFY=NEVER,DELAY")).startsWith("555 5.5.4");
      assertThat(client.say("RCPT TO:<b@example.com> ORCPT=rfc822;a=b")).startsWith("555 5.5.4");
      assertThat(client.say("RCPT TO:<b@example.com> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b@x.y"))
          .startsWith("250");
      assertThat(client.say("RCPT TO:<é@example.com>")).startsWith("553 5.6.7");
      for (int i = 1; i < 100; i++) {
        assertThat(client.say("RCPT TO:<b" + i + "@example.com>")).startsWith("250");
      }
      assertThat(client.say("RCPT TO:<c@example.com>")).startsWith("452 4.5.3");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb\r\n.\r\n", "a\n.\nMAIL FROM:<x@example.com>\r\n", "a\rb\r\n.\r\n"})
  void a_line_that_does_not_end_in_cr_lf_ends_the_connection(String body) throws Exception {
    try (var client = inData()) {
      client.send(body);
      assertThat(client.answer()).startsWith("521 5.5.2 bare");
      assertThat(client.isOver()).isTrue();
    }
    assertThat(kept()).isEmpty();
  }

  @Test
  void lines_may_have_a_thousand_octets_and_no_more() throws Exception {
    try (var client = inData()) {
      client.send("a".repeat(998) + "\r\n." + "." + "b".repeat(997) + "\r\n.\r\n");
      assertThat(client.answer()).startsWith("250");
    }
    try (var client = inData()) {
      client.send("a".repeat(999) + "\r\n.\r\n");
      assertThat(client.answer()).startsWith("500 5.5.2");
      assertThat(client.isOver()).isTrue();
    }
    try (var client = greeted()) {
      assertThat(client.say("NOOP " + "x".repeat(3000))).startsWith("500 5.5.2");
    }
  }

  @Test
  void a_message_over_the_size_is_refused_and_the_next_one_taken() throws Exception {
    restart(SmtpStandInSettings.defaults().withMaxMessageBytes(100));
    try (var client = inData()) {
      client.send(("a".repeat(50) + "\r\n").repeat(2) + ".\r\n");
      assertThat(client.answer()).startsWith("552 5.3.4");
      client.say("MAIL FROM:<a@example.com>");
      client.say("RCPT TO:<b@example.com>");
      client.say("DATA");
      client.send(MAIL);
      assertThat(client.answer()).startsWith("250");
    }
    assertThat(kept()).hasSize(1);
  }

  @Test
  void who_errs_too_often_is_thrown_out() throws Exception {
    try (var client = greeted()) {
      String last = "";
      for (int i = 0; i < 21; i++) {
        last = client.say("NONSENSE");
      }
      assertThat(last).startsWith("500");
      assertThat(client.answer()).startsWith("421");
      assertThat(client.isOver()).isTrue();
    }
  }

  @Test
  void without_the_right_password_nothing_is_taken() throws Exception {
    restart(SmtpStandInSettings.defaults().withCredentials("u", "p"));
    try (var client = greeted()) {
      assertThat(client.say("MAIL FROM:<a@example.com>")).startsWith("530 5.7.0");
      assertThat(client.say("AUTH PLAIN AHUAeA==")).startsWith("535 5.7.8");
      assertThat(client.say("AUTH CRAM-MD5")).startsWith("504");
      assertThat(client.say("AUTH LOGIN")).startsWith("334 VXNlcm5hbWU6");
      assertThat(client.say("dQ==")).startsWith("334 UGFzc3dvcmQ6");
      assertThat(client.say("cA==")).startsWith("235 2.7.0");
      assertThat(client.say("AUTH PLAIN AHUAcA==")).startsWith("503");
      assertThat(client.say("MAIL FROM:<a@example.com>")).startsWith("250");
    }
  }

  @Test
  void nothing_sent_in_the_clear_is_taken_for_what_comes_under_tls() throws Exception {
    restart(
        SmtpStandInSettings.defaults()
            .withTls(SelfSigned.at(Clock.systemUTC().instant()).context())
            .withCredentials("u", "p"));
    try (var client = greeted()) {
      assertThat(client.say("AUTH PLAIN AHUAcA==")).startsWith("538 5.7.11");
      assertThat(client.say("MAIL FROM:<a@example.com>")).startsWith("530 5.7.0 STARTTLS");
      client.send("STARTTLS\r\nMAIL FROM:<a@example.com>\r\n");
      assertThat(client.answer()).startsWith("503");
      assertThat(client.isOver()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "REJECT, 554 5.7.1, 0",
    "RETRYABLE, 451 4.3.0, 0",
    "LOSE, 250 2.0.0, 0",
    "NONE, 250 2.0.0, 1"
  })
  void a_fault_is_met_after_the_message(FaultMode mode, String wanted, int kept) throws Exception {
    faults.set(Channel.EMAIL, new InjectedFault(mode, 1));
    try (var client = inData()) {
      client.send(MAIL);
      assertThat(client.answer()).startsWith(wanted);
    }
    assertThat(kept()).hasSize(kept);
  }

  @Test
  void throttling_is_said_at_once() throws Exception {
    faults.set(Channel.EMAIL, new InjectedFault(FaultMode.THROTTLE, 1));
    try (var client = greeted()) {
      assertThat(client.say("MAIL FROM:<a@example.com>")).startsWith("421 4.7.0");
      assertThat(client.isOver()).isTrue();
    }
  }

  @Test
  void a_reset_comes_before_the_message() throws Exception {
    faults.set(Channel.EMAIL, new InjectedFault(FaultMode.RESET, 1));
    try (var client = greeted()) {
      client.say("MAIL FROM:<a@example.com>");
      client.say("RCPT TO:<b@example.com>");
      client.send("DATA\r\n");
      assertThat(client.isOver()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BEFORE_BODY", "AFTER_BODY"})
  void a_server_that_hangs_says_nothing_until_the_fault_is_over(Hang hang) throws Exception {
    restart(SmtpStandInSettings.defaults().withHang(hang));
    faults.set(Channel.EMAIL, new InjectedFault(FaultMode.TIMEOUT, 1));
    try (var client = greeted()) {
      client.say("MAIL FROM:<a@example.com>");
      client.say("RCPT TO:<b@example.com>");
      client.send("DATA\r\n");
      if (hang == Hang.AFTER_BODY) {
        assertThat(client.answer()).startsWith("354");
        client.send(MAIL);
      }
      assertThat(client.isSilentFor(300)).isTrue();

      faults.set(Channel.EMAIL, InjectedFault.NONE);

      assertThat(client.isOver()).isTrue();
    }
    assertThat(kept()).isEmpty();
  }

  @Test
  void a_fault_meets_the_share_of_messages_it_is_set_to() throws Exception {
    faults.set(Channel.EMAIL, new InjectedFault(FaultMode.REJECT, 0.25));
    int refused = 0;
    try (var client = greeted()) {
      for (int i = 0; i < 400; i++) {
        client.send("MAIL FROM:<>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n");
        client.answer();
        client.answer();
        client.answer();
        client.send(MAIL);
        refused += client.answer().startsWith("554") ? 1 : 0;
      }
    }
    assertThat(refused).isBetween(70, 130);
    assertThat(messages.count()).isEqualTo(400 - refused);
  }

  @Test
  void closing_ends_what_hangs() throws Exception {
    faults.set(Channel.EMAIL, new InjectedFault(FaultMode.TIMEOUT, 1));
    try (var client = inData()) {
      client.send(MAIL);
      sandbox.close();
      assertThat(client.isOver()).isTrue();
    }
  }

  private void restart(SmtpStandInSettings settings) {
    sandbox.close();
    sandbox = SmtpStandIn.start(settings, messages, faults);
  }

  private List<SandboxMessage> kept() throws Exception {
    return messages.list(new SandboxFilter(null, null, null), new Page.Request(500, null)).items();
  }

  private Client greeted() throws IOException {
    var client = new Client();
    client.answer();
    client.say("EHLO client.example.com");
    return client;
  }

  private Client inData() throws IOException {
    var client = greeted();
    client.say("MAIL FROM:<a@example.com>");
    client.say("RCPT TO:<b@example.com>");
    assertThat(client.say("DATA")).startsWith("354");
    return client;
  }

  /** A client that says just what it is told to. */
  private final class Client implements AutoCloseable {
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.port());
    private final BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

    Client() throws IOException {}

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
    }

    String say(String line) throws IOException {
      send(line + "\r\n");
      return answer();
    }

    /** All lines of one answer. */
    String answer() throws IOException {
      var answer = new StringBuilder();
      String line;
      do {
        line = String.valueOf(in.readLine());
        answer.append(line).append('\n');
      } while (line.length() > 3 && line.charAt(3) == '-');
      return answer.toString();
    }

    boolean isOver() throws IOException {
      try {
        return in.read() < 0;
      } catch (SocketException _) {
        return true;
      }
    }

    boolean isSilentFor(int millis) throws IOException {
      socket.setSoTimeout(millis);
      try {
        return in.read() == Integer.MIN_VALUE;
      } catch (SocketTimeoutException _) {
        return true;
      } finally {
        socket.setSoTimeout(0);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
