package dev.bongsu.sandbox;

import dev.bongsu.json.Json;
import dev.bongsu.sandbox.HttpStandIn.Answer.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
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
import java.util.Optional;
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
 * version 2) whose certificate lies on the web, and nothing before the subscriber has confirmed
 * that it wants to hear. Tells once, and not again if nobody listens. For many threads.
 */
final class SnsTopic implements AutoCloseable {
  /** Where the certificate lies. */
  static final String CERTIFICATE_PATH = "/SimpleNotificationService.pem";

  private static final int MOST_AT_ONCE = 1_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration LATE = Duration.ofSeconds(30);

  /**
   * SNS would keep nothing for a subscriber that has not confirmed; here it may just be starting.
   */
  private static final Duration UNTIL_CONFIRMED = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(SnsTopic.class);

  private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";

  private final SesStandInSettings.Events events;
  private final Supplier<URI> origin;
  private final Faults faults;
  private final Clock clock;
  private final SnsSubscription subscription;
  private final SelfSigned signer;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .executor(threads)
          .connectTimeout(TIMEOUT)
          .build();

  /** What a message is. */
  private enum Type {
    NOTIFICATION("Notification"),
    SUBSCRIBED("SubscriptionConfirmation"),
    UNSUBSCRIBED("UnsubscribeConfirmation");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /** Its {@code Type}. */
    String word() {
      return word;
    }
  }

  /** A message that is signed. */
  private record Message(Type type, String id, SortedMap<String, String> fields) {}

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
    this.subscription = new SnsSubscription(events.topicArn());
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
        if (!isSubscribed()) {
          LOG.warn("nobody has confirmed to want events; those of a mail are lost");
          return;
        }
        for (Map<String, Object> event : events) {
          Message message = notification(Json.writeText(event));
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

  /** Does what a query of its own address asks for (SNS API of 2010-03-31). */
  Reply answer(Map<String, List<String>> query) {
    String action = first(query, "Action");
    return switch (action) {
      case "ConfirmSubscription" -> {
        if (!first(query, "TopicArn").equals(events.topicArn())) {
          yield error(404, "NotFound", "there is no such topic");
        }
        yield subscription.confirm(first(query, "Token"))
            ? done(action, "<SubscriptionArn>" + subscription.arn() + "</SubscriptionArn>")
            : error(400, "InvalidParameter", "Invalid parameter: Token");
      }
      case "Unsubscribe" -> {
        if (!first(query, "SubscriptionArn").equals(subscription.arn())) {
          yield error(404, "NotFound", "there is no such subscription");
        }
        subscription.end().ifPresent(token -> threads.execute(() -> tellEnd(token)));
        yield done(action, "");
      }
      default -> error(400, "InvalidAction", "wanted ConfirmSubscription or Unsubscribe");
    };
  }

  /** Asks first, where nobody was asked before. */
  private boolean isSubscribed() throws InterruptedException {
    Optional<String> token = subscription.begin();
    if (token.isPresent() && !post(confirmation(Type.SUBSCRIBED, token.get()))) {
      subscription.fail();
    }
    return subscription.isConfirmed(UNTIL_CONFIRMED);
  }

  private void tellEnd(String token) {
    try {
      post(confirmation(Type.UNSUBSCRIBED, token));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Message notification(String event) {
    SortedMap<String, String> fields = new TreeMap<>();
    fields.put("Subject", "Amazon SES Email Event Notification");
    fields.put("Message", event);
    Message message = message(Type.NOTIFICATION, fields);
    message
        .fields()
        .put(
            "UnsubscribeURL",
            origin.get() + "/?Action=Unsubscribe&SubscriptionArn=" + encoded(subscription.arn()));
    return message;
  }

  private Message confirmation(Type type, String token) {
    SortedMap<String, String> fields = new TreeMap<>();
    fields.put("Message", "Call the SubscribeURL to be told of " + events.topicArn());
    fields.put("Token", token);
    fields.put(
        "SubscribeURL",
        "%s/?Action=ConfirmSubscription&TopicArn=%s&Token=%s"
            .formatted(origin.get(), encoded(events.topicArn()), token));
    return message(type, fields);
  }

  /** With what every message has, and its signature. */
  private Message message(Type type, SortedMap<String, String> fields) {
    String id = UUID.randomUUID().toString();
    fields.put("Type", type.word());
    fields.put("MessageId", id);
    fields.put("TopicArn", events.topicArn());
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
    return new Message(type, id, fields);
  }

  /** Whether it was taken. */
  private boolean post(Message message) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(events.subscriber())
            .timeout(TIMEOUT)
            .header("Content-Type", "text/plain; charset=UTF-8")
            .header("x-amz-sns-message-type", message.type().word())
            .header("x-amz-sns-message-id", message.id())
            .header("x-amz-sns-topic-arn", events.topicArn());
    if (message.type() != Type.SUBSCRIBED) {
      request.header("x-amz-sns-subscription-arn", subscription.arn());
    }
    try {
      byte[] body = Json.write(message.fields());
      int status =
          client
              .send(
                  request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      if (status >= 300) {
        LOG.warn("an event was answered with {}", status);
      }
      return status < 300;
    } catch (IOException e) {
      LOG.warn("an event could not be told: {}", e.getMessage());
      return false;
    }
  }

  private static Reply done(String action, String result) {
    return xml(
        200,
        "<%1$sResponse xmlns=\"%2$s\"><%1$sResult>%3$s</%1$sResult></%1$sResponse>"
            .formatted(action, NAMESPACE, result));
  }

  private static Reply error(int status, String code, String message) {
    return xml(
        status,
        ("<ErrorResponse xmlns=\"%s\"><Error><Type>Sender</Type><Code>%s</Code>"
                + "<Message>%s</Message></Error></ErrorResponse>")
            .formatted(NAMESPACE, code, message));
  }

  private static Reply xml(int status, String body) {
    return new Reply(
        status, Map.of("Content-Type", "text/xml"), body.getBytes(StandardCharsets.UTF_8));
  }

  private static String first(Map<String, List<String>> query, String name) {
    return query.getOrDefault(name, List.of("")).getFirst();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
