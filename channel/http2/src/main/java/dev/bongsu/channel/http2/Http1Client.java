package dev.bongsu.channel.http2;

import dev.bongsu.kernel.FailureCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;

/** Posts over HTTP/1.1, for servers that speak nothing newer. */
final class Http1Client implements Poster {
  private static final int MAX_BODY_BYTES = 64 * 1024;

  private final Origin origin;
  private final LinkSettings settings;
  private final HttpClient client;

  Http1Client(Origin origin, LinkSettings settings) {
    this.origin = origin;
    this.settings = settings;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.timeout())
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    this.client = origin.tls() == null ? builder.build() : builder.sslContext(origin.tls()).build();
  }

  @Override
  public Reply post(Post post) throws InterruptedException {
    var body = new Body(post.body());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(origin.scheme() + "://" + origin.authority() + post.path()))
            .timeout(settings.timeout())
            .POST(body);
    post.headers().forEach(request::setHeader);
    try {
      HttpResponse<byte[]> response =
          client.send(
              request.build(),
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(), MAX_BODY_BYTES));
      return answer(response);
    } catch (HttpConnectTimeoutException | ConnectException _) {
      return new Reply.NotSent(FailureCode.PROVIDER_UNREACHABLE, "no connection");
    } catch (HttpTimeoutException _) {
      return broken(body, "no answer in time");
    } catch (SSLException _) {
      return body.isHandedOver()
          ? new Reply.NoAnswer("the connection broke")
          : new Reply.NotSent(
              FailureCode.TLS_FAILED, "the server's certificate or TLS was refused");
    } catch (IOException _) {
      return broken(body, "the connection broke");
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private static Reply broken(Body body, String why) {
    return body.isHandedOver()
        ? new Reply.NoAnswer(why)
        : new Reply.NotSent(FailureCode.PROVIDER_UNREACHABLE, why);
  }

  private static Reply answer(HttpResponse<byte[]> response) {
    Map<String, String> headers = new HashMap<>();
    for (Map.Entry<String, List<String>> each : response.headers().map().entrySet()) {
      headers.put(each.getKey().toLowerCase(Locale.ROOT), String.join(", ", each.getValue()));
    }
    return new Reply.Answer(response.statusCode(), headers, response.body());
  }

  /** Knows whether it was asked for. */
  private static final class Body implements HttpRequest.BodyPublisher {
    private final HttpRequest.BodyPublisher bytes;
    private final AtomicBoolean handedOver = new AtomicBoolean();

    Body(byte[] bytes) {
      this.bytes = HttpRequest.BodyPublishers.ofByteArray(bytes);
    }

    boolean isHandedOver() {
      return handedOver.get();
    }

    @Override
    public long contentLength() {
      return bytes.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      handedOver.set(true);
      bytes.subscribe(subscriber);
    }
  }
}
