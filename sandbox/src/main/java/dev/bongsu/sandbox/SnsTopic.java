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
import java.util.function.Supplier;
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
  private final Supplier<URI> origin;
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

  /**
   * Tells nothing yet.
   *
   * @param origin where the certificate is to be found
   */
  SnsTopic(SesStandInSettings.Events events, Supplier<URI> origin, Faults faults, Clock clock) {
    this.events = events;
    this.origin = origin;
    this.faults = faults;
    this.clock = clock;
    this.signer = SelfSigned.ofRsa(clock.instant());
  }

  /** The certificate, in PEM. */
  byte[] certificate() {
    return signer.pem().getBytes(StandardCharsets.US_ASCII);
  }

  /** Tells what became of a mail, event by event, in the manner of {@code mode}. */
  void tell(SesMail mail, FaultMode mode) {
    List<Map<String, Object>> events = mail.events(clock.instant());
    if (!free.tryAcquire()) {
      LOG.warn("too many events at a time; those of a mail are lost");
      return;
    }
    long changes = faults.changes();
    threads.execute(() -> {
      try {
        if (mode == FaultMode.LATE_RECEIPTS) {
          faults.awaitChange(changes, LATE);
        }
        for (Map<String, Object> event : events) {
          byte[] message = message(Json.writeText(event));
          post(message);
          if (mode == FaultMode.DUPLICATE_RECEIPTS) {
            post(message);
          }
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } finally {
        free.release();
      }
    });
  }

  /** Whatever was not told yet is not told any more. */
  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }

  private byte[] message(String event) {
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
    fields.put("SigningCertURL", origin.get() + CERTIFICATE_PATH);
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
