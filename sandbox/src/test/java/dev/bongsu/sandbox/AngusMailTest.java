package dev.bongsu.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Page;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client says that is not ours. */
@Timeout(180)
class AngusMailTest {
  private final SandboxMessages messages =
      new SandboxMessages(64 << 20, Clock.systemUTC(), _ -> Map.of());
  private final Faults faults = new Faults(new Random(1));

  @Test
  void a_mail_over_starttls_with_a_password_arrives_as_it_was_written() throws Exception {
    SelfSigned identity = SelfSigned.at(Clock.systemUTC().instant());
    var settings =
        SmtpStandInSettings.defaults().withTls(identity.context()).withCredentials("u", "päss");
    try (var sandbox = SmtpStandIn.start(settings, messages, faults)) {
      Session session = session(sandbox.port(), trusting(identity.pem()));
      MimeMessage mail = mail(session, "한글 subject");
      try (Transport transport = session.getTransport("smtp")) {
        transport.connect("localhost", sandbox.port(), "u", "päss");
        transport.sendMessage(mail, mail.getAllRecipients());
      }
      try (Transport transport = session.getTransport("smtp")) {
        assertThatThrownBy(() -> transport.connect("localhost", sandbox.port(), "u", "wrong"))
            .isInstanceOf(AuthenticationFailedException.class);
      }
    }

    SandboxMessage message =
        messages
            .list(new SandboxFilter(null, null, null), new Page.Request(1, null))
            .items()
            .getFirst();
    assertThat(message.body().content().fields())
        .containsEntry("subject", "한글 subject")
        .containsEntry("text", ".begins with a dot\r\n한글")
        .containsEntry("html", "<p>한글</p>");
  }

  @Test
  void a_fault_is_understood_by_the_client() throws Exception {
    faults.set(Channel.EMAIL, new InjectedFault(FaultMode.RETRYABLE, 1));
    try (var sandbox = SmtpStandIn.start(SmtpStandInSettings.defaults(), messages, faults)) {
      Session session = session(sandbox.port(), null);
      assertThatThrownBy(() -> Transport.send(mail(session, "x")))
          .isInstanceOf(MessagingException.class)
          .hasMessageContaining("451 4.3.0");
    }
  }

  @Test
  void thousands_of_mails_over_many_connections_all_arrive() throws Exception {
    int connections = 16;
    int each = 250;
    try (var sandbox = SmtpStandIn.start(SmtpStandInSettings.defaults(), messages, faults);
        var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      Session session = session(sandbox.port(), null);
      MimeMessage mail = mail(session, "many");
      mail.saveChanges();
      for (int i = 0; i < connections; i++) {
        senders.execute(() -> send(session, mail, each));
      }
    }
    assertThat(messages.count()).isEqualTo((long) connections * each);
  }

  private static void send(Session session, MimeMessage mail, int times) {
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect();
      for (int i = 0; i < times; i++) {
        transport.sendMessage(mail, mail.getAllRecipients());
      }
    } catch (MessagingException e) {
      throw new AssertionError(e);
    }
  }

  private static MimeMessage mail(Session session, String subject) throws MessagingException {
    var mail = new MimeMessage(session);
    mail.setFrom(new InternetAddress("a@example.com"));
    mail.setRecipient(jakarta.mail.Message.RecipientType.TO, new InternetAddress("b@example.com"));
    mail.setSubject(subject, "UTF-8");
    var text = new MimeBodyPart();
    text.setText(".begins with a dot\r\n한글", "UTF-8");
    var html = new MimeBodyPart();
    html.setContent("<p>한글</p>", "text/html; charset=UTF-8");
    mail.setContent(new MimeMultipart("alternative", text, html));
    return mail;
  }

  private static Session session(
      int port, @org.jspecify.annotations.Nullable SSLSocketFactory trust) {
    var properties = new Properties();
    properties.put("mail.transport.protocol", "smtp");
    properties.put("mail.smtp.host", "localhost");
    properties.put("mail.smtp.port", Integer.toString(port));
    if (trust != null) {
      properties.put("mail.smtp.auth", "true");
      properties.put("mail.smtp.starttls.required", "true");
      properties.put("mail.smtp.ssl.socketFactory", trust);
      properties.put("mail.smtp.ssl.checkserveridentity", "true");
    }
    return Session.getInstance(properties);
  }

  private static SSLSocketFactory trusting(String pem) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry(
        "sandbox",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(UTF_8))));
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}
