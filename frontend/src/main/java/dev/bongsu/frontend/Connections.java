package dev.bongsu.frontend;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link RequestReader} between every connection and the server, and ends those that are
 * late (A36). The server's own time-out counts each read alone, so a client that sends a byte now
 * and then would stay for ever.
 */
final class Connections implements ServerConnectionSelector, AutoCloseable {
  private static final ScopedValue<RequestReader> CURRENT = ScopedValue.newInstance();
  private static final Duration IDLE = Duration.ofSeconds(75);

  private final ServerConnectionSelector http;
  private final long requestNanos;
  private final Set<Pace> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("frontend-late").factory());

  Connections(ServerConnectionSelector http, Duration requestTimeout) {
    this.http = http;
    this.requestNanos = requestTimeout.toNanos();
    long periodMillis = Math.clamp(requestTimeout.toMillis() / 10, 10, 1_000);
    var _ =
        watch.scheduleWithFixedDelay(this::tend, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
  }

  /** What reads the connection that the calling thread serves. */
  static RequestReader current() {
    return CURRENT.get();
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    var pace = new Pace(requestNanos, IDLE.toNanos(), () -> context.serverSocket().close());
    var reader = new RequestReader(context.dataReader(), pace);
    ServerConnection connection = http.connection(new PacedContext(context, reader));
    reader.endsBy(() -> connection.close(false));
    return new Paced(connection, reader);
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }

  private void tend() {
    long now = System.nanoTime();
    for (Pace each : open) {
      each.tend(now);
    }
  }

  private final class Paced implements ServerConnection, InterruptableTask<Void> {
    private final ServerConnection connection;
    private final RequestReader reader;

    Paced(ServerConnection connection, RequestReader reader) {
      this.connection = connection;
      this.reader = reader;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
      open.add(reader.pace());
      try {
        ScopedValue.where(CURRENT, reader)
            .<@Nullable Void, InterruptedException>call(() -> {
              connection.handle(limit);
              return null;
            });
      } finally {
        reader.drain();
        open.remove(reader.pace());
      }
    }

    @Override
    public Duration idleTime() {
      return connection.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      connection.close(interrupt);
    }

    @Override
    public boolean canInterrupt() {
      return !(connection instanceof InterruptableTask<?> task) || task.canInterrupt();
    }
  }

  /** The context of a connection whose bytes come through a {@link RequestReader}. */
  private record PacedContext(ConnectionContext context, RequestReader reader)
      implements ConnectionContext {
    @Override
    public DataReader dataReader() {
      return reader;
    }

    @Override
    public DataWriter dataWriter() {
      return context.dataWriter();
    }

    @Override
    public ListenerContext listenerContext() {
      return context.listenerContext();
    }

    @Override
    public ExecutorService executor() {
      return context.executor();
    }

    @Override
    public Router router() {
      return context.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
      return context.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
      return context.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
      return context.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
      return context.localPeer();
    }

    @Override
    public boolean isSecure() {
      return context.isSecure();
    }

    @Override
    public String socketId() {
      return context.socketId();
    }

    @Override
    public String childSocketId() {
      return context.childSocketId();
    }
  }
}
