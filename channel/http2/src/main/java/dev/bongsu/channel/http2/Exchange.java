package dev.bongsu.channel.http2;

import dev.bongsu.kernel.FailureCode;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One request under way. All but waiting is done by its connection's thread. */
final class Exchange {
  private static final int MAX_BODY_BYTES = 64 * 1024;

  private final Post post;
  private final CompletableFuture<Reply> reply = new CompletableFuture<>();
  private final Map<String, String> headers = new HashMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private int stream;
  private int status;
  private boolean refused;
  private volatile boolean handedOver;

  Exchange(Post post) {
    this.post = post;
  }

  Post post() {
    return post;
  }

  /** The stream's id, 0 while it has none. */
  int stream() {
    return stream;
  }

  void begin(int id) {
    stream = id;
  }

  boolean isOver() {
    return reply.isDone();
  }

  /** All of it went out. */
  void handedOver() {
    handedOver = true;
  }

  /** The server said that it did not look at it (RFC 9113 section 8.7). */
  void refused() {
    refused = true;
  }

  void heard(Http2Headers more) {
    CharSequence said = more.status();
    if (said != null) {
      status = number(said);
    }
    if (status >= 200) {
      more.forEach(each -> {
        if (each.getKey().charAt(0) != ':') {
          headers.merge(
              each.getKey().toString(), each.getValue().toString(), (a, b) -> a + ", " + b);
        }
      });
    }
  }

  /** False where the answer is longer than anybody wants to read. */
  boolean heard(ByteBuf more) {
    byte[] bytes = new byte[Math.min(more.readableBytes(), MAX_BODY_BYTES - body.size())];
    boolean fits = bytes.length == more.readableBytes();
    more.getBytes(more.readerIndex(), bytes);
    body.writeBytes(bytes);
    return fits;
  }

  void answered() {
    reply.complete(new Reply.Answer(status, headers, body.toByteArray()));
  }

  /** The stream ended early, {@code unseen} if the server says that it never looked at it. */
  void broke(boolean unseen, String why) {
    reply.complete(
        unseen || refused || !handedOver
            ? new Reply.NotSent(FailureCode.PROVIDER_UNREACHABLE, why)
            : new Reply.NoAnswer(why));
  }

  /** Null when it takes too long. */
  @Nullable Reply await(Duration timeout) throws InterruptedException {
    try {
      return reply.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a reply is never an exception", e);
    }
  }

  /** As it is at the moment, for who waits no longer. */
  Reply settle() {
    broke(false, handedOver ? "no answer in time" : "could not be handed over in time");
    return reply.join();
  }

  private static int number(CharSequence text) {
    try {
      return Integer.parseInt(text.toString());
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
