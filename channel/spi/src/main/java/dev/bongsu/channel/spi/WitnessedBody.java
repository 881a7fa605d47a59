package dev.bongsu.channel.spi;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * The body of an HTTP request that knows whether the client began to send it, which it does only
 * over a connection that stands: before that nothing was handed over, from then on the provider may
 * have taken it. For one request.
 */
public final class WitnessedBody implements BodyPublisher {
  private final BodyPublisher body;
  private volatile boolean begun;

  /** The bytes are not copied. */
  public WitnessedBody(byte[] body) {
    this.body = BodyPublishers.ofByteArray(body);
  }

  /** Whether any of it may have gone out. */
  public boolean begun() {
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
