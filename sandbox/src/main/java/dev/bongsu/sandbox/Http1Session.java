package dev.bongsu.sandbox;

import com.sun.net.httpserver.Headers;
import dev.bongsu.sandbox.HttpStandIn.Answer;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** A client that speaks HTTP/1.1 to a server of ours that would rather hear HTTP/2. */
final class Http1Session extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final Http2StandIn standIn;

  Http1Session(Http2StandIn standIn) {
    this.standIn = standIn;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    var headers = new Headers();
    request.headers().forEach(each -> headers.add(each.getKey(), each.getValue()));
    standIn.serve(
        request.method().name(),
        request.uri(),
        headers,
        ByteBufUtil.getBytes(request.content()),
        new Client(ctx));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable problem) {
    var _ = ctx.close();
  }

  private record Client(ChannelHandlerContext ctx) implements Http2StandIn.Client {
    @Override
    public void reply(Answer.Reply answer) {
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.valueOf(answer.status()),
              Unpooled.wrappedBuffer(answer.body()));
      answer.headers().forEach((name, value) -> response.headers().set(name, value));
      response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
      var _ = ctx.writeAndFlush(response);
    }

    @Override
    public void breakOff() {
      var _ = ctx.close();
    }
  }
}
