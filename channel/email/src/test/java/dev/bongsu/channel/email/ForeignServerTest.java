package dev.bongsu.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.TestCertificate;
import dev.bongsu.channel.spi.TestSurroundings;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** Against a server that is not of our making, with all that is usual: STARTTLS, AUTH, reuse. */
class ForeignServerTest {
  @TempDir Path directory;
  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private SMTPServer server = SMTPServer.port(0).build();
  private Trust trust = Trust.JDK;

  @BeforeEach
  void start() {
    TestCertificate certificate = TestCertificate.forNames("dns:localhost,ip:127.0.0.1", directory);
    trust = certificate.trust();
    server =
        new SMTPServer.Builder()
            .bindAddress(InetAddress.getLoopbackAddress())
            .port(0)
            .startTlsSocketFactory(certificate.server())
            .requireTLS()
            .requireAuth()
            .authenticationHandlerFactory(
                new EasyAuthenticationHandlerFactory((username, password, _) -> {
                  if (!username.equals("u") || !password.equals("pässword")) {
                    throw new LoginFailedException();
                  }
                }))
            .messageHandler((_, from, to, data) ->
                arrived.add(from + " " + to + "\n" + new String(data, StandardCharsets.UTF_8)))
            .build();
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void mails_arrive_one_after_another() throws InterruptedException {
    try (SmtpProvider provider = provider("pässword")) {
      for (int i = 0; i < 5; i++) {
        assertThat(provider.send(SmtpProviderTest.message("a" + i + "@example.com", content())))
            .isInstanceOf(Outcome.Accepted.class);
      }
    }
    assertThat(arrived).hasSize(5);
    assertThat(arrived.getFirst())
        .startsWith("no-reply@shop.example a0@example.com\n")
        .contains("multipart/alternative");
  }

  @Test
  void a_wrong_password_is_the_operators_to_mend() throws InterruptedException {
    try (SmtpProvider provider = provider("wrong")) {
      assertThat(provider.send(SmtpProviderTest.message("a@example.com", content())))
          .isInstanceOfSatisfying(
              Outcome.TryLater.class,
              later -> assertThat(later.code()).isEqualTo(FailureCode.CREDENTIALS_REFUSED));
    }
    assertThat(arrived).isEmpty();
  }

  private static Content content() {
    return new Content(Map.of("subject", "Hello", "text", "Hello", "html", "<p>Hello</p>"));
  }

  private SmtpProvider provider(String password) {
    return new SmtpProvider(
        SmtpSettings.plain(
            new ProviderSettings("relay", "smtp", Duration.ofSeconds(30), null, 256, trust),
            new Relay("localhost", server.getPortAllocated(), Tls.STARTTLS, "u", password),
            new Mailbox("Shop", "no-reply@shop.example")),
        new TestSurroundings(Clock.systemUTC(), directory).surroundings());
  }
}
