package dev.bongsu.sandbox;

import com.sun.net.httpserver.Headers;
import dev.bongsu.sandbox.HttpStandIn.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Map;

/** One connection of a client that speaks HTTP/2. */
final class Http2Session extends Http2ConnectionHandler {
  private final Http2StandIn standIn;
  private final Http2Connection.PropertyKey incoming;

  private Http2Session(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings initial,
      Http2StandIn standIn) {
    super(decoder, encoder, initial);
    this.standIn = standIn;
    this.incoming = connection().newKey();
  }

  static Http2Session of(Http2StandIn standIn, int maxStreams) {
    return new Builder(standIn, maxStreams).build();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    super.channelReadComplete(ctx);
    flush(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable problem) {
    var _ = ctx.close();
  }

  private record Incoming(String method, String path, Headers headers, ByteArrayOutputStream body) {
    static Incoming of(Http2Headers said) {
      var headers = new Headers();
      for (Map.Entry<CharSequence, CharSequence> each : said) {
        if (each.getKey().charAt(0) != ':') {
          headers.add(each.getKey().toString(), each.getValue().toString());
        }
      }
      return new Incoming(
          String.valueOf(said.method()),
          String.valueOf(said.path()),
          headers,
          new ByteArrayOutputStream(256));
    }
  }

  private final class Frames extends Http2FrameAdapter {
    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end) {
      Http2Stream stream = connection().stream(id);
      if (stream.getProperty(incoming) == null) {
        stream.setProperty(incoming, Incoming.of(headers));
      }
      serve(ctx, stream, end);
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
      Http2Stream stream = connection().stream(id);
      Incoming request = stream.getProperty(incoming);
      int room = standIn.maxBodyBytes() + 1 - request.body().size();
      byte[] bytes = new byte[Math.min(room, data.readableBytes())];
      data.getBytes(data.readerIndex(), bytes);
      request.body().writeBytes(bytes);
      serve(ctx, stream, end);
      return data.readableBytes() + padding;
    }

    private void serve(ChannelHandlerContext ctx, Http2Stream stream, boolean end) {
      if (end) {
        Incoming request = stream.getProperty(incoming);
        standIn.serve(
            request.method(),
            request.path(),
            request.headers(),
            request.body().toByteArray(),
            new Client(ctx, stream.id()));
      }
    }
  }

  /** Whoever is answered at once is flushed with the others that came in the same read. */
  private final class Client implements Http2StandIn.Client {
    private final ChannelHandlerContext ctx;
    private final int id;

    Client(ChannelHandlerContext ctx, int id) {
      this.ctx = ctx;
      this.id = id;
    }

    @Override
    public void reply(Answer.Reply answer) {
      var headers = new DefaultHttp2Headers().status(Integer.toString(answer.status()));
      answer.headers().forEach((name, value) -> headers.set(name.toLowerCase(Locale.ROOT), value));
      boolean bodiless = answer.body().length == 0;
      var _ = encoder().writeHeaders(ctx, id, headers, 0, bodiless, ctx.newPromise());
      if (!bodiless) {
        var _ =
            encoder()
                .writeData(
                    ctx, id, Unpooled.wrappedBuffer(answer.body()), 0, true, ctx.newPromise());
      }
    }

    @Override
    public void breakOff() {
      ctx.executor()
          .execute(() -> {
            if (connection().stream(id) != null) {
              long code = Http2Error.INTERNAL_ERROR.code();
              var _ = resetStream(ctx, id, code, ctx.newPromise());
              flush(ctx);
            }
          });
    }
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<Http2Session, Builder> {
    private final Http2StandIn standIn;

    Builder(Http2StandIn standIn, int maxStreams) {
      this.standIn = standIn;
      server(true);
      initialSettings(Http2Settings.defaultSettings().maxConcurrentStreams(maxStreams));
      gracefulShutdownTimeoutMillis(0);
      // Clients that give up by the hundred are what these servers are for.
      decoderEnforceMaxRstFramesPerWindow(0, 0);
    }

    @Override
    protected Http2Session build() {
      return super.build();
    }

    @Override
    protected Http2Session build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings initial) {
      var session = new Http2Session(decoder, encoder, initial, standIn);
      frameListener(session.new Frames());
      return session;
    }
  }
}
