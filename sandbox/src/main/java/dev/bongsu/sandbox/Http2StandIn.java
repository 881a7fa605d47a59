package dev.bongsu.sandbox;

import com.sun.net.httpserver.Headers;
import dev.bongsu.sandbox.HttpStandIn.Answer;
import dev.bongsu.sandbox.HttpStandIn.Answers;
import dev.bongsu.sandbox.HttpStandIn.Request;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP/2 server (RFC 9113) on loopback behind TLS, behind which a stand-in answers as its
 * provider would. One thread serves all connections, so answers must not wait.
 */
final class Http2StandIn implements AutoCloseable {
  /** More are refused by the protocol itself (SETTINGS_MAX_CONCURRENT_STREAMS). */
  static final int MOST_STREAMS = 1_000;

  private static final int MAX_CONNECTIONS = 500;
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);
  private static final Logger LOG = LoggerFactory.getLogger(Http2StandIn.class);

  private final SSLContext tls;
  private final Manners manners;
  private final Faults faults;
  private final Answers answers;
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1,
          Thread.ofPlatform().daemon().name("http2-stand-in").factory(),
          NioIoHandler.newFactory());
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final ExecutorService silences =
      Executors.newThreadPerTaskExecutor(
          Thread.ofVirtual().name("http2-stand-in-silence-", 0).factory());
  private final Channel server;

  /**
   * How the provider's server is.
   *
   * @param http1 whether it speaks HTTP/1.1 too
   * @param maxBodyBytes larger requests are answered with 413
   */
  record Manners(boolean http1, int maxStreams, int maxBodyBytes) {}

  /** Takes an answer to where it was asked for. */
  interface Client {
    void reply(Answer.Reply answer);

    void breakOff();
  }

  private Http2StandIn(int port, SSLContext tls, Manners manners, Faults faults, Answers answers)
      throws IOException {
    this.tls = tls;
    this.manners = manners;
    this.faults = faults;
    this.answers = answers;
    var address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    this.server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Start())
            .bind(address)
            .syncUninterruptibly()
            .channel();
  }

  /**
   * Listens on 127.0.0.1.
   *
   * @param port 0 for any free one
   * @throws UncheckedIOException if the port is taken
   */
  static Http2StandIn start(
      int port, SSLContext tls, Manners manners, Faults faults, Answers answers) {
    try {
      return new Http2StandIn(port, tls, manners, faults, answers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Ends all connections and waits for their ends. */
  @Override
  public void close() {
    server.close().awaitUninterruptibly();
    connections.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
    silences.shutdownNow();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  /** Answers a request, at once or after a silence. */
  void serve(String method, String target, Headers headers, byte[] body, Client client) {
    long changes = faults.changes();
    switch (answer(method, target, headers, body)) {
      case Answer.Reply reply -> client.reply(reply);
      case Answer.Broken _ -> client.breakOff();
      case Answer.Silence _ -> silences.execute(() -> afterSilence(changes, client));
    }
  }

  int maxBodyBytes() {
    return manners.maxBodyBytes();
  }

  private Answer answer(String method, String target, Headers headers, byte[] body) {
    if (body.length > manners.maxBodyBytes()) {
      return Answer.Reply.empty(413);
    }
    try {
      return answers.to(new Request(method, URI.create(target), headers, body));
    } catch (IllegalArgumentException _) {
      return Answer.Reply.empty(400);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Answer.Broken();
    } catch (RuntimeException e) {
      LOG.error("a stand-in has a defect", e);
      return new Answer.Reply(500, Map.of(), new byte[0]);
    }
  }

  private void afterSilence(long changes, Client client) {
    try {
      faults.awaitChange(changes, LONGEST_SILENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    client.breakOff();
  }

  /** First TLS, and then what the client chose. */
  private final class Start extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      if (connections.size() >= MAX_CONNECTIONS) {
        var _ = channel.close();
        return;
      }
      connections.add(channel);
      SSLEngine engine = tls.createSSLEngine();
      engine.setUseClientMode(false);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setApplicationProtocols(
          manners.http1() ? new String[] {"h2", "http/1.1"} : new String[] {"h2"});
      engine.setSSLParameters(parameters);
      channel.pipeline().addLast(new SslHandler(engine), new AfterHandshake(engine));
    }
  }

  private final class AfterHandshake extends ChannelInboundHandlerAdapter {
    private final SSLEngine engine;

    AfterHandshake(SSLEngine engine) {
      this.engine = engine;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (!(event instanceof SslHandshakeCompletionEvent done)) {
        ctx.fireUserEventTriggered(event);
      } else if (!done.isSuccess()) {
        var _ = ctx.close();
      } else if (engine.getApplicationProtocol().equals("h2") || !manners.http1()) {
        // Where nothing else is spoken, clients need not say what they speak.
        ctx.pipeline()
            .replace(this, "http2", Http2Session.of(Http2StandIn.this, manners.maxStreams()));
      } else {
        ctx.pipeline()
            .addLast(
                new HttpServerCodec(),
                new HttpObjectAggregator(manners.maxBodyBytes() + 1),
                new Http1Session(Http2StandIn.this));
        ctx.pipeline().remove(this);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable problem) {
      LOG.debug("a handshake broke off: {}", problem.getMessage());
      var _ = ctx.close();
    }
  }
}
