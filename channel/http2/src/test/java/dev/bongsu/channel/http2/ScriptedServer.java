package dev.bongsu.channel.http2;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** A server of HTTP/2 that does to each request what the test says. */
public final class ScriptedServer implements AutoCloseable {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final Settings settings;
  private final Function<Request, Deed> script;
  private final Channel server;

  /**
   * How it is.
   *
   * @param tls null for none
   * @param pings whether it answers them
   */
  public record Settings(@Nullable SSLContext tls, int maxStreams, boolean pings) {
    /** 100 streams, answers pings. */
    public static Settings of(@Nullable SSLContext tls) {
      return new Settings(tls, 100, true);
    }
  }

  /**
   * What it heard.
   *
   * @param connection counts from 1
   */
  public record Request(
      String method, String path, Map<String, String> headers, String body, int connection) {}

  /** What it does. */
  public sealed interface Deed {
    /** Answers. */
    record Say(int status, Map<String, String> headers, String body) implements Deed {}

    /** Nothing. */
    record Hang() implements Deed {}

    /** Ends the connection without a word. */
    record Break() implements Deed {}

    /** Ends the stream. */
    record Reset(Http2Error error) implements Deed {}

    /** Answers, takes leave, and ends the connection when that is out. */
    record Leave(Say answer) implements Deed {}

    /** Takes leave of this request too, unseen. */
    record LeaveUnseen() implements Deed {}

    /** An answer with a body. */
    static Say say(int status, String body) {
      return new Say(status, Map.of(), body);
    }
  }

  /** Listens on a free port of 127.0.0.1. */
  public ScriptedServer(Settings settings, Function<Request, Deed> script) {
    this.settings = settings;
    this.script = script;
    this.server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(new Start())
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  /** Where it listens. */
  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** What it heard, in order. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** How many connections there were. */
  public int connections() {
    return connections.get();
  }

  /** The most streams that were open at once on all connections. */
  public int mostAtOnce() {
    return mostAtOnce.get();
  }

  @Override
  public void close() {
    server.close().awaitUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private final class Start extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      SSLContext tls = settings.tls();
      if (tls != null) {
        SSLEngine engine = tls.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        engine.setSSLParameters(parameters);
        channel.pipeline().addLast(new SslHandler(engine));
      }
      channel
          .pipeline()
          .addLast(
              Http2FrameCodecBuilder.forServer()
                  .autoAckPingFrame(settings.pings())
                  .initialSettings(
                      Http2Settings.defaultSettings().maxConcurrentStreams(settings.maxStreams()))
                  .build(),
              new Session(connections.incrementAndGet()));
    }
  }

  private record Incoming(Map<String, String> headers, ByteArrayOutputStream body) {
    static Incoming of(Http2Headers headers) {
      Map<String, String> said = new HashMap<>();
      headers.forEach(each -> said.put(each.getKey().toString(), each.getValue().toString()));
      return new Incoming(said, new ByteArrayOutputStream());
    }
  }

  /** Whether a write works is what the client sees. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private final class Session extends ChannelInboundHandlerAdapter {
    private final int connection;
    private final Map<Http2FrameStream, Incoming> incoming = new HashMap<>();

    Session(int connection) {
      this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
      try {
        if (frame instanceof Http2HeadersFrame head) {
          mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          incoming.put(head.stream(), Incoming.of(head.headers()));
        } else if (frame instanceof Http2DataFrame data) {
          Incoming begun = Objects.requireNonNull(incoming.get(data.stream()));
          ByteBuf content = data.content();
          byte[] bytes = new byte[content.readableBytes()];
          content.getBytes(content.readerIndex(), bytes);
          begun.body().writeBytes(bytes);
          if (data.isEndStream()) {
            heard(ctx, data.stream(), begun);
          }
        }
      } finally {
        ReferenceCountUtil.release(frame);
      }
    }

    private void heard(ChannelHandlerContext ctx, Http2FrameStream stream, Incoming begun) {
      Map<String, String> said = begun.headers();
      var request =
          new Request(
              said.getOrDefault(":method", ""),
              said.getOrDefault(":path", ""),
              said,
              begun.body().toString(StandardCharsets.UTF_8),
              connection);
      requests.add(request);
      act(ctx, stream, script.apply(request));
    }

    private void act(ChannelHandlerContext ctx, Http2FrameStream stream, Deed deed) {
      switch (deed) {
        case Deed.Say say -> say(ctx, stream, say);
        case Deed.Hang _ -> {}
        case Deed.Break _ -> ctx.channel().close();
        case Deed.Reset(Http2Error error) ->
            ctx.writeAndFlush(new DefaultHttp2ResetFrame(error).stream(stream));
        case Deed.Leave(Deed.Say answer) -> {
          say(ctx, stream, answer);
          ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
        }
        case Deed.LeaveUnseen _ -> {
          ChannelHandlerContext codec = ctx.pipeline().context(Http2FrameCodec.class);
          ctx.pipeline()
              .get(Http2FrameCodec.class)
              .goAway(
                  codec,
                  stream.id() - 2,
                  Http2Error.NO_ERROR.code(),
                  Unpooled.EMPTY_BUFFER,
                  codec.newPromise());
          ctx.flush();
          ctx.channel().close();
        }
      }
    }

    private void say(ChannelHandlerContext ctx, Http2FrameStream stream, Deed.Say say) {
      atOnce.decrementAndGet();
      var head = new DefaultHttp2Headers().status(Integer.toString(say.status()));
      say.headers().forEach(head::set);
      boolean bodiless = say.body().isEmpty();
      ctx.write(new DefaultHttp2HeadersFrame(head, bodiless).stream(stream));
      if (!bodiless) {
        ctx.write(
            new DefaultHttp2DataFrame(
                    Unpooled.copiedBuffer(say.body(), StandardCharsets.UTF_8), true)
                .stream(stream));
      }
      ctx.flush();
    }
  }
}
