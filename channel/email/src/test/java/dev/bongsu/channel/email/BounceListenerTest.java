package dev.bongsu.channel.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.spi.Receipt.Status;
import dev.bongsu.channel.spi.Receipts;
import dev.bongsu.channel.spi.TestSurroundings;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.FailureCode;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes back is sent by Angus Mail, a client that is not ours. */
class BounceListenerTest {
  private static final DeliveryId DELIVERY =
      new DeliveryId(UUID.fromString("01931d6c-3b2a-7000-8000-0123456789ab"));
  private static final Bounces.Listen ANYWHERE = new Bounces.Listen("127.0.0.1", 0);
  private static final Bounces BOUNCES =
      new Bounces(new MailAddress("bounces", "shop.example"), ANYWHERE);
  private static final String VERP = "bounces+" + DELIVERY + "@shop.example";

  private final List<Receipt> taken = new CopyOnWriteArrayList<>();
  private volatile boolean away;
  private final BounceListener listener =
      BounceListener.start(
          BOUNCES,
          ANYWHERE,
          new ReportReader("relay", "shop.example", Clock.systemUTC()),
          new Receipts() {
            @Override
            public void take(List<Receipt> receipts) {
              if (away) {
                throw new IllegalStateException("the ledger is away");
              }
              taken.addAll(receipts);
            }

            @Override
            public void heard(String provider, List<Callbacks.Inbound> messages) {
              throw new IllegalStateException("nobody writes to us by a bounce");
            }
          });

  @AfterEach
  void close() {
    listener.close();
  }

  @Test
  void a_port_that_another_process_listens_on_is_named() {
    var taken = new Bounces.Listen("127.0.0.1", listener.port());

    assertThatThrownBy(() ->
            BounceListener.start(
                BOUNCES,
                taken,
                new ReportReader("relay", "shop.example", Clock.systemUTC()),
                new TestSurroundings(Clock.systemUTC(), Path.of(".")).surroundings().receipts()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("bounces on 127.0.0.1 port " + listener.port());
  }

  @ParameterizedTest
  @CsvSource({
    "failed,5.1.1,,BOUNCED,ADDRESS_UNKNOWN",
    "Failed,5.0.0,smtp; 550 5.1.1 no such user,BOUNCED,ADDRESS_UNKNOWN",
    "failed,5.2.2,smtp; 552 mailbox full,FAILED,RECIPIENT_UNAVAILABLE",
    "failed,5.7.1,smtp; 550 spam,FAILED,MESSAGE_REFUSED",
    "failed,5.3.4,,FAILED,PAYLOAD_TOO_LARGE",
    "failed,4.4.7,,FAILED,RECIPIENT_UNAVAILABLE",
    "delivered,2.0.0,,DELIVERED,"
  })
  void a_report_becomes_a_receipt(
      String action, String status, String diagnosis, Status expected, FailureCode code)
      throws MessagingException {
    send(report(action, status, diagnosis == null ? "" : diagnosis, ""), VERP);

    assertThat(taken).hasSize(1);
    assertThat(taken.getFirst().delivery()).isEqualTo(DELIVERY);
    assertThat(taken.getFirst().provider()).isEqualTo("relay");
    assertThat(taken.getFirst().status()).isEqualTo(expected);
    assertThat(taken.getFirst().code()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"delayed", "relayed", "expanded", "", "nonsense"})
  void what_is_not_over_makes_no_receipt(String action) throws MessagingException {
    send(report(action, "4.0.0", "", ""), VERP);

    assertThat(taken).isEmpty();
  }

  @Test
  void the_providers_words_are_kept_without_the_address() throws MessagingException {
    send(report("failed", "5.1.1", "smtp; 550 5.1.1 <anna@example.com> unknown", ""), VERP);

    assertThat(taken.getFirst().detail()).isEqualTo("550 5.1.1 <address> unknown");
  }

  @Test
  void without_an_id_in_the_address_the_envelope_or_the_mail_names_the_delivery()
      throws MessagingException {
    send(
        report("failed", "5.1.1", "", "Original-Envelope-Id: " + DELIVERY + "\n"),
        "bounces@shop.example");
    send(report("failed", "5.1.1", "", ""), "bounces@shop.example");
    send(
        report("failed", "5.1.1", "", "").replace("@shop.example>", "@evil.example>"),
        "bounces@shop.example");

    assertThat(taken).extracting(Receipt::delivery).containsExactly(DELIVERY, DELIVERY);
  }

  @Test
  void a_complaint_becomes_a_receipt() throws MessagingException {
    String complaint =
        """
        From: <abusedesk@example.com>
        Subject: FW: Earn money
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report;
             boundary="part1_13d.2e68ed54_boundary"

        --part1_13d.2e68ed54_boundary
        Content-Type: text/plain; charset="US-ASCII"

        This is an email abuse report.

        --part1_13d.2e68ed54_boundary
        Content-Type: message/feedback-report

        Feedback-Type: abuse
        User-Agent: SomeGenerator/1.0
        Version: 1

        --part1_13d.2e68ed54_boundary
        Content-Type: message/rfc822
        Content-Disposition: inline

        From: <somespammer@example.net>
        Message-ID: <%s@shop.example>

        Spam
        --part1_13d.2e68ed54_boundary--
        """
            .formatted(DELIVERY);
    send(complaint, "bounces@shop.example");
    send(complaint.replace("Type: abuse", "Type: not-spam"), "bounces@shop.example");

    assertThat(taken).extracting(Receipt::status).containsExactly(Status.COMPLAINED);
    assertThat(taken.getFirst().delivery()).isEqualTo(DELIVERY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Subject: On holiday\n\nI am away.\n",
        "Content-Type: multipart/report; boundary=b\n\nno parts\n",
        "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n--b--\n",
        "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n--\n--\n",
        "\n\n\n",
        "Action: failed\n"
      })
  void what_is_no_report_is_taken_and_says_nothing(String mail) throws IOException {
    assertThat(hand(mail)).startsWith("250");

    assertThat(taken).isEmpty();
  }

  @Test
  void a_mail_of_parts_in_parts_without_end_is_survived() throws IOException {
    StringBuilder bomb = new StringBuilder("Subject: bomb\n");
    for (int i = 0; i < 5_000; i++) {
      bomb.append("Content-Type: multipart/mixed; boundary=b")
          .append(i)
          .append("\n\n--b")
          .append(i)
          .append('\n');
    }
    String cutOff = report("failed", "5.1.1", "", "") + ("x".repeat(70) + "\n").repeat(40_000);
    for (String mail :
        List.of(bomb.toString(), "X: y\n".repeat(40_000) + "\n" + "--b\n".repeat(10_000), cutOff)) {
      assertThat(hand(mail)).startsWith("250");
    }

    assertThat(taken).hasSize(1);
  }

  @Test
  void nobody_relays_through_us() {
    for (String to : List.of("victim@example.com", "bounces+x@shop.example", "shop@shop.example")) {
      assertThat(catchThrowableOfType(SendFailedException.class, () -> send("a: b\n\nc\n", to)))
          .isNotNull();
    }
  }

  @Test
  void what_cannot_be_kept_is_sent_again_later() throws MessagingException {
    away = true;
    assertThat(
            catchThrowableOfType(
                MessagingException.class, () -> send(report("failed", "5.1.1", "", ""), VERP)))
        .hasMessageContaining("451");
    away = false;
    send(report("failed", "5.1.1", "", ""), VERP);

    assertThat(taken).hasSize(1);
  }

  @Test
  void dots_at_the_start_of_lines_lose_their_doubles() throws MessagingException {
    send(
        report("failed", "5.1.1", "", "").replace("Reporting-MTA", ".hidden: x\nReporting-MTA"),
        VERP);

    assertThat(taken).hasSize(1);
  }

  @Test
  void who_talks_nonsense_is_shown_out() throws IOException {
    List<String> answers = talk("X\r\n".repeat(50));

    assertThat(answers).hasSize(BounceSession.MOST_ERRORS + 3);
    assertThat(answers.getLast()).startsWith("421");
    assertThat(talk("N" + "O".repeat(5_000))).hasSize(2);
    assertThat(talk("MAIL FROM:<>\r\nDATA\r\nRCPT TO:<x>\r\nMAIL FROM:<>\r\nQUIT\r\n"))
        .extracting(answer -> answer.substring(0, 3))
        .containsExactly("220", "250", "503", "550", "503", "221");
  }

  /** Hands a mail over byte by byte, as no mail library would; the answer to it. */
  private String hand(String mail) throws IOException {
    String lines = mail.replace("\n", "\r\n");
    List<String> answers =
        talk("MAIL FROM:<>\r\nRCPT TO:<" + VERP + ">\r\nDATA\r\n" + lines + ".\r\nQUIT\r\n");
    return answers.get(answers.size() - 2);
  }

  private List<String> talk(String lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.getOutputStream().write(lines.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      List<String> answers = new ArrayList<>();
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        answers.add(line);
      }
      return answers;
    }
  }

  private static String report(String action, String status, String diagnosis, String more) {
    return """
    From: Mail Delivery Subsystem <MAILER-DAEMON@relay.example>
    To: <bounces@shop.example>
    Subject: Returned mail
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status;
        boundary="RAA14128.773615765/relay.example"

    --RAA14128.773615765/relay.example

    Your message could not be delivered.

    --RAA14128.773615765/relay.example
    content-type: message/delivery-status

    Reporting-MTA: dns; relay.example
    %s
    Original-Recipient: rfc822;anna@example.com
    Final-Recipient: rfc822;anna@example.com
    Action: %s
    Status: %s
    Diagnostic-Code: %s

    --RAA14128.773615765/relay.example
    content-type: message/rfc822

    Message-ID: <%s@shop.example>
    Subject: Hello

    Hello
    --RAA14128.773615765/relay.example--
    """
        .formatted(more, action, status, diagnosis, DELIVERY);
  }

  private void send(String mail, String to) throws MessagingException {
    Properties properties = new Properties();
    properties.put("mail.smtp.host", "127.0.0.1");
    properties.put("mail.smtp.port", Integer.toString(listener.port()));
    properties.put("mail.smtp.from", "<>");
    properties.put("mail.smtp.localhost", "relay.example");
    Session session = Session.getInstance(properties);
    var message =
        new MimeMessage(
            session,
            new ByteArrayInputStream(mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)));
    Transport.send(message, InternetAddress.parse(to));
  }
}
