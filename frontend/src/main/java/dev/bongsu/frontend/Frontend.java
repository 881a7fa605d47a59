package dev.bongsu.frontend;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.time.Duration;
import java.util.List;

/** The HTTP server of a process. */
public final class Frontend implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 22_000;
  static final int MAX_HEADERS_BYTES = 16 * 1024;
  private static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;

  /**
   * The server takes it for every stream at once; those with much to say have more of their own.
   */
  private static final int WRITE_BUFFER_BYTES = 512;

  private static final Duration DRAIN = Duration.ofSeconds(7);

  /** Longer than any deadline of {@link Pace}, which watches more closely. */
  private static final Duration SOCKET_TIMEOUT = Duration.ofMinutes(10);

  private final WebServer server;
  private final Connections connections;
  private final Stopping stopping;

  private Frontend(WebServer server, Connections connections, Stopping stopping) {
    this.server = server;
    this.connections = connections;
    this.stopping = stopping;
  }

  /**
   * Starts to answer.
   *
   * @throws java.io.UncheckedIOException if the port cannot be bound
   */
  public static Frontend start(FrontendSettings settings, Rooms rooms) {
    var stopping = new Stopping();
    Rooms.Access access = rooms.access();
    var gate =
        new Gate(access.authenticator(), access.limits(), access.audit(), access.authoring());
    List<Endpoint> endpoints = Endpoints.of(rooms, gate, stopping);
    var router = new Router();
    endpoints.forEach(router::add);
    Http1Config http =
        Http1Config.builder()
            .maxHeadersSize(MAX_HEADERS_BYTES)
            .maxPrologueLength(MAX_REQUEST_LINE_BYTES)
            .sendKeepAliveHeader(false)
            .build();
    var connections =
        new Connections(
            Http1ConnectionSelector.builder()
                .config(http)
                .addUpgrader(new InboxUpgrader(router, gate, rooms.sending().inbox()))
                .build(),
            settings.requestTimeout());
    var dispatcher =
        new Dispatcher(
            router,
            gate,
            new HttpMetrics(rooms.operation().meters()),
            new Dispatcher.Readings(
                rooms.operation().databaseProblem(), rooms.operation().storageProblem()));
    WebServer server =
        WebServer.builder()
            .host(settings.host())
            .port(settings.port())
            .shutdownHook(false)
            .shutdownGracePeriod(DRAIN)
            .maxTcpConnections(MAX_CONNECTIONS)
            .writeBufferSize(WRITE_BUFFER_BYTES)
            // Its sockets over channels keep twice as much memory for each connection.
            .useNio(false)
            .idleConnectionTimeout(SOCKET_TIMEOUT)
            .connectionOptions(options -> options.readTimeout(SOCKET_TIMEOUT).tcpNoDelay(true))
            .protocolsDiscoverServices(false)
            .addConnectionSelector(connections)
            .directHandlers(DirectProblems.handlers())
            .routing(HttpRouting.builder().any(dispatcher))
            .build();
    try {
      return new Frontend(server.start(), connections, stopping);
    } catch (RuntimeException e) {
      connections.close();
      throw e;
    }
  }

  /** Where it listens. */
  public int port() {
    return server.port();
  }

  /** Lets running requests end, within 8 s, and stops. */
  @Override
  public void close() {
    stopping.stop();
    server.stop();
    connections.close();
  }
}
