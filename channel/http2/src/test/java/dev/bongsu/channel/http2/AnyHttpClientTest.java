package dev.bongsu.channel.http2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.bongsu.channel.http2.ScriptedServer.Deed;
import dev.bongsu.kernel.FailureCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AnyHttpClientTest {
  private static final Post POST = new Post("/x", Map.of("a", "b"), "hello".getBytes(UTF_8));
  private static final LinkSettings SETTINGS = LinkSettings.of("test", Duration.ofSeconds(20));

  @Test
  void a_plain_server_that_knows_only_http_1_is_spoken_to_in_http_1() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/x",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("X-Heard", exchange.getRequestHeaders().getFirst("a"));
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try (var client =
        new AnyHttpClient(new Origin("127.0.0.1", server.getAddress().getPort(), null), SETTINGS)) {
      var answer = (Reply.Answer) client.post(POST);

      assertThat(answer.text()).isEqualTo("hello");
      assertThat(answer.headers()).containsEntry("x-heard", "b");
    } finally {
      server.stop(0);
    }
  }

  @Test
  @Timeout(60)
  void a_plain_server_that_speaks_http_2_first_is_spoken_to_in_http_2() throws Exception {
    try (var server =
            new ScriptedServer(ScriptedServer.Settings.of(null), _ -> Deed.say(200, "two"));
        var client = new AnyHttpClient(new Origin("127.0.0.1", server.port(), null), SETTINGS)) {
      Reply reply = client.post(POST);
      while (!(reply instanceof Reply.Answer)) {
        // On a busy machine it may have spoken later than it is waited for: the next one looks
        // again.
        reply = client.post(POST);
      }
      assertThat(((Reply.Answer) reply).text()).isEqualTo("two");
      assertThat(((Reply.Answer) client.post(POST)).text()).isEqualTo("two");
    }
  }

  @Test
  void nobody_there_means_that_nothing_was_sent() throws InterruptedException, IOException {
    try (var client =
        new AnyHttpClient(new Origin("127.0.0.1", SilentServer.nobodysPort(), null), SETTINGS)) {
      assertThat(client.post(POST))
          .isEqualTo(new Reply.NotSent(FailureCode.PROVIDER_UNREACHABLE, "no connection"));
    }
  }
}
