package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.Receipt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Understands what SNS posts of the events of SES. Everybody can have SNS sign messages for a topic
 * of their own, so only those of our topic count. Calls Amazon for a certificate that it does not
 * know yet, and to confirm a subscription. For many threads.
 */
final class SesCallbacks implements Callbacks {
  private static final Logger LOG = LoggerFactory.getLogger(SesCallbacks.class);

  private final String topicArn;
  private final SnsWeb web;
  private final SesEvents events;

  SesCallbacks(String topicArn, SnsWeb web, SesEvents events) {
    this.topicArn = topicArn;
    this.web = web;
    this.events = events;
  }

  /**
   * @throws UncheckedIOException if Amazon cannot be asked; SNS comes again
   */
  @Override
  public Answer read(Callback request) {
    Optional<SnsMessage> message = SnsMessage.of(request.body());
    if (message.isEmpty()) {
      return new Answer.Malformed("wanted a message of SNS");
    }
    if (!message.get().field("TopicArn").equals(topicArn)) {
      return new Answer.Forged("not from the topic that was configured");
    }
    try {
      return isGenuine(message.get())
          ? understood(message.get())
          : new Answer.Forged("the signature is missing or wrong");
    } catch (IOException e) {
      throw new UncheckedIOException("Amazon SNS cannot be asked", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }

  private Answer understood(SnsMessage message) throws IOException, InterruptedException {
    return switch (message.kind()) {
      case NOTIFICATION ->
          answer(events.read(message.field("Message").getBytes(StandardCharsets.UTF_8)));
      case SUBSCRIPTION -> {
        Optional<URI> url = web.trusted(message.field("SubscribeURL"));
        if (url.isEmpty()) {
          yield new Answer.Malformed("the SubscribeURL is not Amazon's");
        }
        web.visit(url.get());
        LOG.info("Subscribed to {}", topicArn);
        yield answer(List.of());
      }
      case UNSUBSCRIPTION -> {
        LOG.warn(
            "No longer subscribed to {}: what becomes of mails is not told any more", topicArn);
        yield answer(List.of());
      }
    };
  }

  private static Answer answer(List<Receipt> receipts) {
    return new Answer.Understood(receipts, List.of(), "text/plain", new byte[0]);
  }

  private boolean isGenuine(SnsMessage message) throws IOException, InterruptedException {
    Optional<URI> url =
        web.trusted(message.field("SigningCertURL"))
            .filter(each -> each.getPath().endsWith(".pem"));
    Optional<String> algorithm = message.algorithm();
    if (url.isEmpty() || algorithm.isEmpty()) {
      return false;
    }
    X509Certificate certificate = web.certificate(url.get());
    try {
      certificate.checkValidity();
      Signature signature = Signature.getInstance(algorithm.get());
      signature.initVerify(certificate.getPublicKey());
      signature.update(message.signed().getBytes(StandardCharsets.UTF_8));
      return signature.verify(message.signature());
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
