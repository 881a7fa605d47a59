package dev.bongsu.channel.http2;

import dev.bongsu.kernel.FailureCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One connection. Requests come from many threads and are written together by the connection's own,
 * to which everything else belongs.
 */
final class Http2Link extends Http2ConnectionHandler {
  /** Enough for any provider; a server that names no limit gets no more at once. */
  private static final int MOST_STREAMS = 1_000;

  private static final long CANCEL = Http2Error.CANCEL.code();
  private static final AsciiString POST = AsciiString.cached("POST");
  private static final AsciiString PATH = Http2Headers.PseudoHeaderName.PATH.value();
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");

  private final Origin origin;
  private final Duration pingAfter;
  private final Runnable changed;
  private final Http2Connection.PropertyKey exchange;
  private final Queue<Exchange> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final CompletableFuture<Http2Link> ready = new CompletableFuture<>();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Trouble cause;
  private @Nullable Future<?> ticks;
  private boolean heard;
  private boolean asked;
  private volatile boolean usable;
  private volatile int limit = MOST_STREAMS;

  /** Streams that are reserved; the pool's, under its lock. */
  int inUse;

  private Http2Link(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings initial,
      Builder builder) {
    super(decoder, encoder, initial);
    this.origin = builder.origin;
    this.pingAfter = builder.pingAfter;
    this.changed = builder.changed;
    this.exchange = connection().newKey();
    connection().addListener(new Streams());
  }

  /**
   * A connection that is not connected yet.
   *
   * @param changed runs when more may be possible than before, or less
   */
  static Http2Link of(Origin origin, Duration pingAfter, Runnable changed) {
    return new Builder(origin, pingAfter, changed).build();
  }

  /** Completed when the server said what it takes, or with the {@link Trouble}. */
  CompletableFuture<Http2Link> ready() {
    return ready;
  }

  boolean isUsable() {
    return usable;
  }

  /** How many streams the server takes at once (RFC 9113 section 5.1.2). */
  int limit() {
    return limit;
  }

  /** Posts over this connection, on which a stream was reserved. */
  Reply exchange(Post post, Duration timeout) throws InterruptedException {
    var exchange = new Exchange(post);
    waiting.add(exchange);
    wake();
    boolean over = false;
    try {
      Reply reply = exchange.await(timeout);
      over = reply != null;
      return reply == null ? exchange.settle() : reply;
    } finally {
      if (!over) {
        execute(() -> abandon(exchange));
      }
    }
  }

  /** Says farewell and closes. */
  void hangUp() {
    usable = false;
    ChannelHandlerContext current = context;
    if (current != null) {
      var _ = current.channel().close();
    }
  }

  /** Why nothing can be had from it, unless a better reason is known. */
  void fail(Trouble trouble) {
    if (cause == null) {
      cause = trouble;
    }
    ready.completeExceptionally(cause);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
    long every = pingAfter.toMillis();
    ticks = ctx.executor().scheduleAtFixedRate(this::tick, every, every, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
    if (ticks != null) {
      ticks.cancel(false);
    }
    super.handlerRemoved0(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    heard = true;
    asked = false;
    super.channelRead(ctx, message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    usable = false;
    fail(new Trouble(FailureCode.PROVIDER_UNREACHABLE, "the connection was closed"));
    super.channelInactive(ctx);
    write();
    changed.run();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable problem) throws Exception {
    usable = false;
    fail(
        problem instanceof SSLException
            ? new Trouble(FailureCode.TLS_FAILED, "TLS was refused")
            : problem instanceof Http2Exception
                ? new Trouble(FailureCode.PROVIDER_FAULT, "what was answered is no HTTP/2")
                : new Trouble(FailureCode.PROVIDER_UNREACHABLE, "the connection broke"));
    var _ = ctx.close();
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable problem,
      @Nullable Http2Exception exception) {
    usable = false;
    fail(new Trouble(FailureCode.PROVIDER_FAULT, "what was answered is no HTTP/2"));
    super.onConnectionError(ctx, outbound, problem, exception);
  }

  private void wake() {
    if (draining.compareAndSet(false, true)) {
      execute(this::write);
    }
  }

  private void execute(Runnable work) {
    ChannelHandlerContext current = context;
    if (current != null && !current.executor().isShuttingDown()) {
      current.executor().execute(work);
    }
  }

  /** Everything that came in until now, with one flush. */
  private void write() {
    draining.set(false);
    ChannelHandlerContext ctx = context;
    Exchange next = waiting.poll();
    while (next != null) {
      if (ctx == null || !usable) {
        next.broke(true, "the connection was closed");
      } else if (!next.isOver()) {
        begin(ctx, next);
      }
      next = waiting.poll();
    }
    if (ctx != null) {
      flush(ctx);
    }
  }

  private void begin(ChannelHandlerContext ctx, Exchange next) {
    int id = connection().local().incrementAndGetNextStreamId();
    if (id < 0) {
      usable = false;
      changed.run();
      next.broke(true, "the connection has no more streams");
      return;
    }
    next.begin(id);
    var _ = encoder().writeHeaders(ctx, id, headers(next.post()), 0, false, ctx.newPromise());
    Http2Stream stream = connection().stream(id);
    if (stream == null) {
      next.broke(true, "the server takes no more streams");
      return;
    }
    stream.setProperty(exchange, next);
    ChannelPromise written = ctx.newPromise();
    var _ =
        written.addListener(done -> {
          if (done.isSuccess()) {
            next.handedOver();
          }
        });
    var _ =
        encoder().writeData(ctx, id, Unpooled.wrappedBuffer(next.post().body()), 0, true, written);
  }

  private Http2Headers headers(Post post) {
    var headers = new DefaultHttp2Headers(true, post.headers().size() + 5);
    headers
        .method(POST)
        .scheme(origin.scheme())
        .authority(origin.authority())
        .path(post.path())
        .setInt(CONTENT_LENGTH, post.body().length);
    post.headers().forEach(headers::set);
    return headers;
  }

  private void abandon(Exchange late) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || late.stream() == 0) {
      return;
    }
    if (connection().stream(late.stream()) != null) {
      var _ = resetStream(ctx, late.stream(), CANCEL, ctx.newPromise());
    }
    ask(ctx);
  }

  private void tick() {
    ChannelHandlerContext ctx = context;
    if (ctx == null || !ctx.channel().isActive()) {
      return;
    }
    if (asked) {
      usable = false;
      fail(new Trouble(FailureCode.PROVIDER_UNREACHABLE, "the connection went silent"));
      // Without the farewell, which nobody would take.
      var _ = ctx.close();
    } else if (!heard) {
      ask(ctx);
    }
    heard = false;
  }

  private void ask(ChannelHandlerContext ctx) {
    asked = true;
    var _ = encoder().writePing(ctx, false, 0, ctx.newPromise());
    flush(ctx);
  }

  private final class Streams extends Http2ConnectionAdapter {
    @Override
    public void onStreamClosed(Http2Stream stream) {
      Exchange ended = stream.getProperty(exchange);
      if (ended != null && !ended.isOver()) {
        boolean unseen =
            connection().goAwayReceived()
                && stream.id() > connection().local().lastStreamKnownByPeer();
        ended.broke(unseen, "the connection broke or the request was cancelled");
      }
    }

    @Override
    public void onGoAwayReceived(int lastStream, long code, ByteBuf words) {
      usable = false;
      changed.run();
    }
  }

  private final class Frames extends Http2FrameAdapter {
    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
      Long most = settings.maxConcurrentStreams();
      if (most != null) {
        limit = (int) Math.min(most, MOST_STREAMS);
      }
      if (!ready.isDone()) {
        usable = true;
        ready.complete(Http2Link.this);
      }
      changed.run();
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end) {
      Exchange asked = of(id);
      if (asked != null) {
        asked.heard(headers);
        end(asked, end);
      }
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int id,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean end) {
      onHeadersRead(ctx, id, headers, padding, end);
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean end) {
      Exchange asked = of(id);
      if (asked != null) {
        boolean fits = asked.heard(data);
        end(asked, end || !fits);
        if (!fits) {
          var _ = resetStream(ctx, id, CANCEL, ctx.newPromise());
        }
      }
      return data.readableBytes() + padding;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long code) {
      Exchange asked = of(id);
      if (asked != null && code == Http2Error.REFUSED_STREAM.code()) {
        asked.refused();
      }
    }

    private void end(Exchange asked, boolean end) {
      if (end) {
        asked.answered();
      }
    }

    private @Nullable Exchange of(int id) {
      Http2Stream stream = connection().stream(id);
      return stream == null ? null : stream.getProperty(exchange);
    }
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<Http2Link, Builder> {
    private final Origin origin;
    private final Duration pingAfter;
    private final Runnable changed;

    Builder(Origin origin, Duration pingAfter, Runnable changed) {
      this.origin = origin;
      this.pingAfter = pingAfter;
      this.changed = changed;
      server(false);
      initialSettings(Http2Settings.defaultSettings().pushEnabled(false));
      gracefulShutdownTimeoutMillis(0);
      // A path names an address: no two are alike, and it must not stay in the peer's tables.
      headerSensitivityDetector((name, _) -> PATH.contentEquals(name));
    }

    @Override
    protected Http2Link build() {
      return super.build();
    }

    @Override
    protected Http2Link build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings initial) {
      var link = new Http2Link(decoder, encoder, initial, this);
      frameListener(link.new Frames());
      return link;
    }
  }
}
