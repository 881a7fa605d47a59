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
 * Puts a {@link Pace} between every connection and the server, and ends those that are late (A36).
 * The server's own time-out counts each read alone, so a client that sends a byte now and then
 * would stay for ever.
 */
final class Connections implements ServerConnectionSelector, AutoCloseable {
  private static final ScopedValue<Pace> CURRENT = ScopedValue.newInstance();
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

  /** The pace of the connection that the calling thread serves. */
  static Pace current() {
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
    var pace =
        new Pace(
            context.dataReader(),
            requestNanos,
            IDLE.toNanos(),
            () -> context.serverSocket().close());
    ServerConnection connection = http.connection(new PacedContext(context, pace));
    pace.endsBy(() -> connection.close(false));
    return new Paced(connection, pace);
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
    private final Pace pace;

    Paced(ServerConnection connection, Pace pace) {
      this.connection = connection;
      this.pace = pace;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
      open.add(pace);
      try {
        ScopedValue.where(CURRENT, pace)
            .<@Nullable Void, InterruptedException>call(() -> {
              connection.handle(limit);
              return null;
            });
      } finally {
        pace.drain();
        open.remove(pace);
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

  /** The context of a connection whose bytes come through a {@link Pace}. */
  private record PacedContext(ConnectionContext context, Pace pace) implements ConnectionContext {
    @Override
    public DataReader dataReader() {
      return pace;
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
