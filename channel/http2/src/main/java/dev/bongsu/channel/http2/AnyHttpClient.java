package dev.bongsu.channel.http2;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Posts over HTTP/2 where the server speaks it, else over HTTP/1.1. With TLS the server chooses
 * (RFC 7301). Without, a server that speaks nothing but HTTP/2 may speak first (RFC 9113 section
 * 3.4), and is given a moment to; all others are taken to understand HTTP/1.1.
 */
public final class AnyHttpClient implements Poster {
  private static final int MOMENT_MILLIS = 500;
  private static final int FRAME_HEADER_BYTES = 9;
  private static final int SETTINGS = 4;

  private final Origin origin;
  private final LinkSettings settings;
  private final Http2Client http2;
  private final Http1Client http1;
  private final ReentrantLock choosing = new ReentrantLock();
  private volatile @Nullable Poster chosen;

  /** Connects to nothing before the first request. */
  public AnyHttpClient(Origin origin, LinkSettings settings) {
    this.origin = origin;
    this.settings = settings;
    this.http2 = new Http2Client(origin, settings, List.of("h2", "http/1.1"));
    this.http1 = new Http1Client(origin, settings);
  }

  @Override
  public Reply post(Post post) throws InterruptedException {
    Poster known = chosen;
    Poster poster = known == null ? choose() : known;
    Reply reply = poster.post(post);
    if (poster == http2 && http2.sawOnlyHttp1()) {
      chosen = http1;
      return http1.post(post);
    }
    if (origin.tls() == null && !(reply instanceof Reply.Answer)) {
      // What it speaks was a guess: the next one looks again.
      chosen = null;
    }
    return reply;
  }

  @Override
  public void close() {
    http2.close();
    http1.close();
  }

  /** One asks, and all others wait for what it hears. */
  private Poster choose() throws InterruptedException {
    choosing.lockInterruptibly();
    try {
      Poster meanwhile = chosen;
      if (meanwhile == null) {
        meanwhile = origin.tls() != null || speaksHttp2First() ? http2 : http1;
        chosen = meanwhile;
      }
      return meanwhile;
    } catch (IOException _) {
      // Nobody is there yet. Whoever posts hears what is wrong, and the next one asks again.
      return http1;
    } finally {
      choosing.unlock();
    }
  }

  private boolean speaksHttp2First() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(origin.host(), origin.port()), (int) settings.timeout().toMillis());
      socket.setSoTimeout(MOMENT_MILLIS);
      InputStream in = socket.getInputStream();
      byte[] header = in.readNBytes(FRAME_HEADER_BYTES);
      return header.length == FRAME_HEADER_BYTES && header[0] == 0 && header[3] == SETTINGS;
    } catch (SocketTimeoutException _) {
      return false;
    }
  }
}
