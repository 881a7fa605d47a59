package dev.bongsu.channel.twilio;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * A body that knows whether the client began to send it, which it does only over a connection that
 * stands: before that, nothing was handed over.
 */
final class WitnessedBody implements BodyPublisher {
  private final BodyPublisher body;
  private volatile boolean begun;

  WitnessedBody(byte[] body) {
    this.body = BodyPublishers.ofByteArray(body);
  }

  boolean begun() {
    return begun;
  }

  @Override
  public long contentLength() {
    return body.contentLength();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    begun = true;
    body.subscribe(subscriber);
  }
}
