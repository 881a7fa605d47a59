package dev.bongsu.channel.ios;

import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.pushy.apns.auth.ApnsVerificationKey;
import com.eatthepath.pushy.apns.server.MockApnsServer;
import com.eatthepath.pushy.apns.server.MockApnsServerBuilder;
import com.eatthepath.pushy.apns.server.PushNotificationHandlerFactory;
import com.eatthepath.pushy.apns.server.ValidatingPushNotificationHandlerFactory;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.SampleMessage;
import dev.bongsu.channel.spi.TestCertificate;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Priority;
import dev.bongsu.sandbox.NewKeys;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server of the push service's protocol that is not ours. */
class ForeignServerTest {
  private static final String TOPIC = "com.example.app";
  private static final String SUBJECT = "UID=" + TOPIC + ",CN=" + TOPIC;
  private static final String KNOWN = "00".repeat(32);
  private static final String DEAD = "01".repeat(32);
  private static final String UNKNOWN = "02".repeat(32);
  private static final Instant DIED = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir static Path directory;
  private static @Nullable TestCertificate made;

  private final KeyPair keys = NewKeys.ec();
  private @Nullable MockApnsServer server;

  /** Making one takes longer than any of the tests. */
  private static TestCertificate own() {
    TestCertificate known = made == null ? TestCertificate.ofRsa(SUBJECT, directory) : made;
    made = known;
    return known;
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.shutdown().join();
    }
  }

  @Test
  void it_knows_us_by_our_certificate_takes_our_messages_and_knows_dead_devices() throws Exception {
    int port = serve(validating());
    try (ApnsProvider provider = provider(port, certificate())) {
      assertThat(provider.send(message(KNOWN)))
          .isEqualTo(new Outcome.Accepted(message(KNOWN).id().toString()));
      assertThat(provider.send(message(DEAD)))
          .isEqualTo(new Outcome.AddressGone(DIED, "Unregistered"));
      assertThat(provider.send(message(UNKNOWN)))
          .isEqualTo(new Outcome.Refused(FailureCode.ADDRESS_UNKNOWN, "DeviceTokenNotForTopic"));
    }
  }

  @Test
  void it_takes_three_hundred_at_once() throws Exception {
    int port = serve(validating());
    List<Future<Outcome>> sent = new ArrayList<>();
    try (ApnsProvider provider = provider(port, certificate());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 300; i++) {
        sent.add(threads.submit(() -> provider.send(message(KNOWN))));
      }
      Set<Class<?>> outcomes = new HashSet<>();
      for (Future<Outcome> each : sent) {
        outcomes.add(each.get().getClass());
      }
      assertThat(outcomes).containsExactly(Outcome.Accepted.class);
    }
  }

  /** Whether a right one is taken cannot be asked: it wants signatures in DER, against RFC 7518. */
  @Test
  void it_refuses_a_token_of_another_key() throws Exception {
    int port = serve(validating());
    var token = new Identity.Token("TEAM123456", "OTHERKEY12", keys.getPrivate());
    try (ApnsProvider provider = provider(port, token)) {
      assertThat(provider.send(message(KNOWN)))
          .isEqualTo(
              new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, null, "InvalidProviderToken"));
    }
  }

  private PushNotificationHandlerFactory validating() throws Exception {
    var key = new ApnsVerificationKey("KEY1234567", "TEAM123456", (ECPublicKey) keys.getPublic());
    return new ValidatingPushNotificationHandlerFactory(
        Map.of(TOPIC, Set.of(KNOWN, DEAD)),
        Map.of(DEAD, DIED),
        Map.of("KEY1234567", key),
        Map.of(key, Set.of(TOPIC)));
  }

  private Identity certificate() throws Exception {
    Fields fields =
        Fields.of(
            Map.of(
                "certificateFile",
                own().file().toString(),
                "certificatePassword",
                TestCertificate.PASSWORD));
    Identity identity = Identity.read(fields, directory);
    fields.done();
    return Objects.requireNonNull(identity);
  }

  private int serve(PushNotificationHandlerFactory handlers) throws Exception {
    server =
        new MockApnsServerBuilder()
            .setServerCredentials(new X509Certificate[] {own().certificate()}, own().key(), null)
            .setTrustedServerCertificateChain(own().certificate())
            .setHandlerFactory(handlers)
            .setMaxConcurrentStreams(100)
            .build();
    return server.start(0).get();
  }

  private ApnsProvider provider(int port, Identity identity) {
    return new ApnsProvider(
        new ApnsSettings(common(), "127.0.0.1", port, TOPIC, identity), Clock.systemUTC());
  }

  private ProviderSettings common() {
    return new ProviderSettings("apns", "apns", Duration.ofSeconds(20), null, 8, own().trust());
  }

  private static OutboundMessage message(String device) {
    var content = new Content(Map.of("title", "Hi", "body", "There"));
    return SampleMessage.to(new Address(Channel.IOS, device), content)
        .priority(Priority.HIGH)
        .acceptedAt(Instant.now())
        .message();
  }
}
