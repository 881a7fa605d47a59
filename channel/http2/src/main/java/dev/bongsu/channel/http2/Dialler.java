package dev.bongsu.channel.http2;

import dev.bongsu.kernel.FailureCode;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLProtocolException;

/** Opens connections, to one of the server's addresses after the other. For many threads. */
final class Dialler {
  private static final String HTTP_1 = "http/1.1";

  private final Origin origin;
  private final LinkSettings settings;
  private final List<String> protocols;
  private final EventLoopGroup group;
  private volatile boolean onlyHttp1;

  /**
   * Opens nothing yet.
   *
   * @param protocols to be offered (RFC 7301)
   */
  Dialler(Origin origin, LinkSettings settings, List<String> protocols, EventLoopGroup group) {
    this.origin = origin;
    this.settings = settings;
    this.protocols = List.copyOf(protocols);
    this.group = group;
  }

  /** Whether the server chose HTTP/1.1 of what it was offered. */
  boolean sawOnlyHttp1() {
    return onlyHttp1;
  }

  /**
   * A connection that can be used.
   *
   * @throws Trouble with the reason, if there is none to be had within the time-out
   */
  Http2Link dial(Runnable changed) throws Trouble, InterruptedException {
    long deadline = System.nanoTime() + settings.timeout().toNanos();
    Trouble first = null;
    for (InetAddress address : addresses()) {
      try {
        return dial(address, Duration.ofNanos(deadline - System.nanoTime()), changed);
      } catch (Trouble e) {
        first = first == null ? e : first;
      }
    }
    throw first == null ? unreachable("no such host") : first;
  }

  private InetAddress[] addresses() throws Trouble {
    try {
      return InetAddress.getAllByName(origin.host());
    } catch (UnknownHostException _) {
      throw unreachable("no such host");
    }
  }

  private Http2Link dial(InetAddress address, Duration left, Runnable changed)
      throws Trouble, InterruptedException {
    if (!left.isPositive()) {
      throw unreachable("no connection in time");
    }
    Http2Link link = Http2Link.of(origin, settings.pingAfter(), changed);
    ChannelFuture connecting =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) left.toMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(new Start(link))
            .connect(new InetSocketAddress(address, origin.port()));
    var _ =
        connecting.addListener(done -> {
          if (!done.isSuccess()) {
            link.fail(unreachable("no connection"));
          }
        });
    boolean connected = false;
    try {
      Http2Link ready = link.ready().get(left.toNanos(), TimeUnit.NANOSECONDS);
      connected = true;
      return ready;
    } catch (TimeoutException _) {
      throw unreachable("no connection in time");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Trouble trouble ? trouble : unreachable("no connection");
    } finally {
      if (!connected) {
        var _ = connecting.channel().close();
      }
    }
  }

  private static Trouble unreachable(String why) {
    return new Trouble(FailureCode.PROVIDER_UNREACHABLE, why);
  }

  /** First TLS, and then HTTP/2 if that is what the server chose. */
  private final class Start extends ChannelInitializer<SocketChannel> {
    private final Http2Link link;

    Start(Http2Link link) {
      this.link = link;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      SSLContext tls = origin.tls();
      if (tls == null) {
        channel.pipeline().addLast(link);
        return;
      }
      SSLEngine engine = tls.createSSLEngine(origin.host(), origin.port());
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setApplicationProtocols(protocols.toArray(String[]::new));
      engine.setSSLParameters(parameters);
      var handler = new SslHandler(engine);
      handler.setHandshakeTimeoutMillis(settings.timeout().toMillis());
      channel.pipeline().addLast(handler, new AfterHandshake(engine, link));
    }
  }

  private final class AfterHandshake extends ChannelInboundHandlerAdapter {
    private final SSLEngine engine;
    private final Http2Link link;

    AfterHandshake(SSLEngine engine, Http2Link link) {
      this.engine = engine;
      this.link = link;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (!(event instanceof SslHandshakeCompletionEvent done)) {
        ctx.fireUserEventTriggered(event);
      } else if (!done.isSuccess()) {
        link.fail(
            isAboutTls(done.cause())
                ? new Trouble(FailureCode.TLS_FAILED, "the server's certificate or TLS was refused")
                : unreachable("the connection broke during the handshake"));
        close(ctx.channel());
      } else if (HTTP_1.equals(engine.getApplicationProtocol())) {
        onlyHttp1 = true;
        link.fail(new Trouble(FailureCode.PROVIDER_FAULT, "the server speaks HTTP/1.1 only"));
        close(ctx.channel());
      } else {
        // Servers that forget to choose speak what they must.
        ctx.pipeline().replace(this, "http2", link);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      link.fail(unreachable("the connection was closed during the handshake"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable problem) {
      link.fail(
          isAboutTls(problem.getCause() == null ? problem : problem.getCause())
              ? new Trouble(FailureCode.TLS_FAILED, "the server's certificate or TLS was refused")
              : unreachable("the connection broke during the handshake"));
      close(ctx.channel());
    }

    private static void close(Channel channel) {
      var _ = channel.close();
    }

    /** A connection that ends or hangs during the handshake says nothing about certificates. */
    private static boolean isAboutTls(Throwable cause) {
      return (cause instanceof SSLHandshakeException
              || cause instanceof SSLProtocolException
              || cause instanceof NotSslRecordException)
          && !(cause instanceof SslHandshakeTimeoutException);
    }
  }
}
