package dev.bongsu.sandbox;

import dev.bongsu.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a subscriber what became of mails as Amazon SNS does: signed by an RSA key (signature
 * version 2) whose certificate lies on the web. Tells once, and not again if nobody listens. For
 * many threads.
 */
final class SnsTopic implements AutoCloseable {
  /** Where the certificate lies. */
  static final String CERTIFICATE_PATH = "/SimpleNotificationService.pem";

  private static final int MOST_AT_ONCE = 1_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration LATE = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(SnsTopic.class);

  private final SesStandInSettings.Events events;
  private final Faults faults;
  private final Clock clock;
  private final SelfSigned signer;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .executor(threads)
          .connectTimeout(TIMEOUT)
          .build();

  SnsTopic(SesStandInSettings.Events events, Faults faults, Clock clock) {
    this.events = events;
    this.faults = faults;
    this.clock = clock;
    this.signer = SelfSigned.ofRsa(clock.instant());
  }

  /** The certificate, in PEM. */
  byte[] certificate() {
    return signer.pem().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Tells that a mail was delivered, in the manner of {@code mode}.
   *
   * @param tags of the mail, by name
   * @param origin where the certificate is to be found
   */
  void delivered(String messageId, Map<String, List<String>> tags, URI origin, FaultMode mode) {
    byte[] message = message(event(messageId, tags), origin);
    int times = mode == FaultMode.DUPLICATE_RECEIPTS ? 2 : 1;
    long changes = faults.changes();
    for (int i = 0; i < times; i++) {
      if (!free.tryAcquire()) {
        LOG.warn("too many events at a time; one is lost");
        return;
      }
      threads.execute(() -> {
        try {
          if (mode == FaultMode.LATE_RECEIPTS) {
            faults.awaitChange(changes, LATE);
          }
          post(message);
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        } finally {
          free.release();
        }
      });
    }
  }

  /** Whatever was not told yet is not told any more. */
  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }

  private String event(String messageId, Map<String, List<String>> tags) {
    String now = clock.instant().toString();
    return Json.writeText(
        Map.of(
            "eventType",
            "Delivery",
            "mail",
            Map.of("timestamp", now, "messageId", messageId, "tags", tags),
            "delivery",
            Map.of("timestamp", now, "smtpResponse", "250 2.0.0 taken by the sandbox")));
  }

  private byte[] message(String event, URI origin) {
    SortedMap<String, String> fields = new TreeMap<>();
    fields.put("Type", "Notification");
    fields.put("MessageId", UUID.randomUUID().toString());
    fields.put("TopicArn", events.topicArn());
    fields.put("Subject", "Amazon SES Email Event Notification");
    fields.put("Message", event);
    fields.put("Timestamp", clock.instant().toString());
    StringBuilder signed = new StringBuilder();
    fields.forEach((name, value) -> signed.append(name).append('\n').append(value).append('\n'));
    fields.put("SignatureVersion", "2");
    fields.put("SigningCertURL", origin + CERTIFICATE_PATH);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(signer.key());
      signature.update(signed.toString().getBytes(StandardCharsets.UTF_8));
      fields.put("Signature", Base64.getEncoder().encodeToString(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform can do RSA", e);
    }
    return Json.write(fields);
  }

  private void post(byte[] message) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(events.subscriber())
            .timeout(TIMEOUT)
            .header("Content-Type", "text/plain; charset=UTF-8")
            .header("x-amz-sns-message-type", "Notification")
            .header("x-amz-sns-topic-arn", events.topicArn())
            .POST(HttpRequest.BodyPublishers.ofByteArray(message))
            .build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status >= 300) {
        LOG.warn("an event was answered with {}", status);
      }
    } catch (IOException e) {
      LOG.warn("an event could not be told: {}", e.getMessage());
    }
  }
}
