package dev.bongsu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Page;
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

/** What senders are told of mails that the sandbox took; another sandbox takes it for them. */
@Timeout(120)
class MailReportsTest {
  private static final byte[] MAIL = bytes("Message-ID: <1@a.example>\r\nSubject: x\r\n\r\nsecret");
  private static final String SENDER = "bounces+1@a.example";

  private final SandboxMessages heard =
      new SandboxMessages(1 << 20, Clock.systemUTC(), _ -> Map.of());
  private final Faults faults = new Faults(new Random(1));
  private final SmtpStandIn sender =
      SmtpStandIn.start(SmtpStandInSettings.defaults(), heard, new Faults(new Random(1)));
  private final MailReports reports = new MailReports(sender.port(), faults, Clock.systemUTC());

  @AfterEach
  void close() {
    reports.close();
    sender.close();
  }

  @ParameterizedTest
  @CsvSource({
    "ann@bounced.invalid, delivery-status, failed, 5.1.1",
    "ann@FULL.invalid, delivery-status, failed, 5.2.2",
    "ann@delivered.invalid, delivery-status, delivered, 2.0.0",
  })
  void a_report_says_what_became_of_the_mail(
      String recipient, String type, String action, String status) throws Exception {
    reports.tell(SENDER, recipient, MAIL, FaultMode.NONE);

    SandboxMessage report = next(1).getFirst();
    assertThat(report.address().value()).isEqualTo(SENDER);
    assertThat(report.body().raw())
        .contains("multipart/report; report-type=" + type)
        .contains("Final-Recipient: rfc822; " + recipient + "\r\n")
        .contains("Action: " + action + "\r\n", "Status: " + status + "\r\n")
        .contains("Message-ID: <1@a.example>")
        .doesNotContain("secret");
  }

  @Test
  void a_complaint_names_who_complains() throws Exception {
    reports.tell(SENDER, "ann@complained.invalid", MAIL, FaultMode.NONE);

    assertThat(next(1).getFirst().body().raw())
        .contains("report-type=feedback-report", "Feedback-Type: abuse")
        .contains("Original-Rcpt-To: <ann@complained.invalid>");
  }

  @Test
  void it_is_told_twice_or_late_where_that_is_asked_for() throws Exception {
    reports.tell(SENDER, "ann@bounced.invalid", MAIL, FaultMode.DUPLICATE_RECEIPTS);
    assertThat(next(2)).hasSize(2);
    reports.tell(SENDER, "bob@bounced.invalid", MAIL, FaultMode.LATE_RECEIPTS);
    reports.tell(SENDER, "eve@bounced.invalid", MAIL, FaultMode.NONE);
    assertThat(next(3)).noneMatch(each -> each.body().raw().contains("bob@"));

    faults.set(Channel.EMAIL, InjectedFault.NONE);

    assertThat(next(4)).anyMatch(each -> each.body().raw().contains("bob@"));
  }

  @Test
  void of_all_others_and_to_nobody_nothing_is_told() throws Exception {
    reports.tell(SENDER, "ann@example.com", MAIL, FaultMode.NONE);
    reports.tell("", "ann@bounced.invalid", MAIL, FaultMode.NONE);
    reports.tell(SENDER, "last@bounced.invalid", MAIL, FaultMode.NONE);

    assertThat(next(1)).singleElement().matches(each -> each.body().raw().contains("last@"));
  }

  private List<SandboxMessage> next(int count) throws Exception {
    List<SandboxMessage> all = kept();
    while (all.size() < count) {
      Thread.onSpinWait();
      all = kept();
    }
    return all;
  }

  private List<SandboxMessage> kept() throws Exception {
    return heard.list(new SandboxFilter(null, null, null), new Page.Request(100, null)).items();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
