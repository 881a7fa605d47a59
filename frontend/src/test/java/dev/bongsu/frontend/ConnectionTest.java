package dev.bongsu.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bongsu.access.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What is refused of the octets of a connection, and how one ends (RFC 9112). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class ConnectionTest {
  private static final String REQUEST =
      "{\"to\":{\"recipients\":[\"u1\"]},\"content\":{\"default\":{\"inapp\":{\"title\":\"T\",\"body\":\"B\"}}}}";

  private House house;
  private String key;
  private Client admin;

  @BeforeAll
  void open() throws Exception {
    house = new House(Duration.ofSeconds(5), null);
    key = house.key(Role.ADMIN, "root");
    admin = new Client(house.frontend.port(), ContractTest.contract(house), key);
  }

  @AfterAll
  void close() {
    admin.close();
    house.close();
  }

  @Test
  void a_body_too_large_in_chunks_is_refused_too() throws Exception {
    String chunk = "x".repeat(65_536);
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 17; i++) {
      body.append("10000\r\n").append(chunk).append("\r\n");
    }
    assertThat(raw(head("Transfer-Encoding: chunked") + body + "0\r\n\r\n"))
        .startsWith("HTTP/1.1 413");
    assertThat(raw(head("Transfer-Encoding: chunked") + "7fffffff\r\n")).startsWith("HTTP/1.1 413");
  }

  @Test
  void invalid_utf8_is_malformed() throws Exception {
    assertThat(raw(head("Content-Length: 5") + "{\"\u00ff\":", StandardCharsets.ISO_8859_1))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void a_body_in_a_coding_of_its_own_is_refused_by_its_type() throws Exception {
    assertThat(raw(head("Content-Length: 2\r\nContent-Encoding: gzip") + "{}"))
        .startsWith("HTTP/1.1 415")
        .containsIgnoringCase("Accept-Encoding: identity")
        .contains("/errors/unsupported-media-type");
  }

  @Test
  void scheme_and_host_before_the_path_are_understood() throws Exception {
    assertThat(raw("GET http://somewhere.example/livez HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
    String list = "GET http://somewhere.example/v1/groups?limit=";
    assertThat(raw(list + "1 HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 401");
    String authorized = " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\n\r\n";
    assertThat(raw(list + "1" + authorized)).startsWith("HTTP/1.1 200");
    assertThat(raw(list + "0" + authorized)).startsWith("HTTP/1.1 400");
  }

  @Test
  void what_is_no_http_gets_a_problem() throws Exception {
    assertThat(raw("GET /li vez HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json");
    String large = "GET /livez HTTP/1.1\r\nHost: x\r\nX-Large: " + "x".repeat(20_000) + "\r\n\r\n";
    assertThat(raw(large))
        .startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n")
        .contains("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\n{}\r\n0\r\n\r\n",
        "-2\r\n{}\r\n0\r\n\r\n",
        "+2\r\n{}\r\n0\r\n\r\n",
        "\r\n{}\r\n0\r\n\r\n",
        ";a=b\r\n{}\r\n0\r\n\r\n",
        "2 \r\n{}\r\n0\r\n\r\n",
        "ffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
        "2\n{}\r\n0\r\n\r\n",
        "2\r\n{}xx0\r\n\r\n",
        "2\r\n{}\r\nzz\r\n\r\n"
      })
  void what_is_no_chunk_is_malformed_and_ends_the_connection(String body) throws Exception {
    String got = exchange(head("Transfer-Encoding: chunked") + body, true);
    assertThat(got).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("/errors/malformed");
    assertThat(got.toLowerCase(Locale.ROOT)).contains("connection: close");
    assertThat(got.split("HTTP/1.1", -1)).hasSize(2);
  }

  @Test
  void the_line_before_a_chunk_and_the_trailers_have_an_end() throws Exception {
    String chunked = head("Transfer-Encoding: chunked");
    assertThat(exchange(chunked + "2;" + "a".repeat(5_000), true))
        .startsWith("HTTP/1.1 400 ")
        .contains("wanted less than 4096 bytes");
    assertThat(exchange(chunked + "2\r\n{}\r\n0\r\n" + "A: b\r\n".repeat(101), true))
        .startsWith("HTTP/1.1 400 ")
        .contains("wanted at most 100 trailers");
  }

  @Test
  void extensions_of_chunks_and_trailers_are_passed_over() throws Exception {
    String body = REQUEST;
    String chunks =
        "01 ;a=b;c\r\n{\r\n"
            + Integer.toHexString(body.length() - 1).toUpperCase(Locale.ROOT)
            + ";d=\"e\"\r\n"
            + body.substring(1)
            + "\r\n0;f\r\nX-Sum: 1\r\n\r\n";
    String two = head("Transfer-Encoding: chunked") + chunks + last("GET /livez");
    assertThat(exchange(two, false)).startsWith("HTTP/1.1 202 ").contains("HTTP/1.1 200 ");
  }

  @Test
  void a_batch_whose_chunks_break_off_ends_at_once_with_what_was_accepted() throws Exception {
    String head = head("Transfer-Encoding: chunked").replace("/json", "/x-ndjson");
    head = head.replace("/v1/notifications", "/v1/notifications/batch");
    String line = REQUEST + "\n";
    String good = Integer.toHexString(line.length()) + "\r\n" + line + "\r\n";
    assertThat(exchange(head + good + "zz\r\n", false))
        .startsWith("HTTP/1.1 200 ")
        .contains("\"accepted\"")
        .doesNotContain("HTTP/1.1 400")
        .doesNotEndWith("0\r\n\r\n");
    assertThat(exchange(head + "zz\r\n", false)).doesNotEndWith("0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 100", "Transfer-Encoding: chunked"})
  void half_a_body_is_malformed_and_nothing_is_stored(String framing) throws Exception {
    var log = (Logger) LoggerFactory.getLogger(Dispatcher.class);
    var errors = new ListAppender<ILoggingEvent>();
    errors.start();
    log.addAppender(errors);
    try {
      for (String path : List.of("/v1/notifications", "/v1/objects")) {
        String half = head(framing).replace("/v1/notifications", path) + "40\r\n{\"a\":";
        assertThat(exchange(half, true)).startsWith("HTTP/1.1 400 ").contains("ended early");
      }
      reset(head(framing) + "40\r\n{\"a\":");
      exchange(head("Transfer-Encoding: chunked") + "zz\r\n", true);
    } finally {
      log.detachAppender(errors);
    }
    assertThat(errors.list).isEmpty();
  }

  @Test
  void who_says_close_gets_one_answer_and_the_end() throws Exception {
    for (String first :
        List.of(
            last("GET /livez"),
            last("HEAD /livez"),
            last("GET /nothing"),
            last("GET /openapi.json"),
            last("GET /livez").replace("close", "te, Close"),
            head("Content-Length: 2\r\nConnection: close") + "{}")) {
      String got = exchange(first, false);
      assertThat(got.toLowerCase(Locale.ROOT)).contains("connection: close");
      // Its own end lets the server see at once that nothing more comes.
      assertThat(exchange(first + last("GET /readyz"), true).split("HTTP/1.1 ", -1)).hasSize(2);
    }
    assertThat(
            exchange("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n" + last("GET /livez"), false)
                .split("HTTP/1.1 200 ", -1))
        .hasSize(3);
  }

  @Test
  void a_slow_request_is_ended_and_others_are_served() throws Exception {
    try (Socket inBody = new Socket(InetAddress.getLoopbackAddress(), house.frontend.port());
        Socket inHead = new Socket(InetAddress.getLoopbackAddress(), house.frontend.port())) {
      inBody.setSoTimeout(60_000);
      inHead.setSoTimeout(60_000);
      inBody
          .getOutputStream()
          .write((head("Content-Length: 100") + "{").getBytes(StandardCharsets.US_ASCII));
      inHead.getOutputStream().write("GET /livez HT".getBytes(StandardCharsets.US_ASCII));
      assertThat(admin.get("/livez").status()).isEqualTo(200);
      assertThat(endOf(inBody)).isTrue();
      assertThat(endOf(inHead)).isTrue();
    }
  }

  private static String last(String request) {
    return request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  }

  /** All that comes back until the server ends the connection, which has to be soon. */
  private String exchange(String request, boolean halfClosing) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), house.frontend.port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      if (halfClosing) {
        socket.shutdownOutput();
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Sends this and is gone, before any answer. */
  private void reset(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), house.frontend.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.setSoLinger(true, 0);
    }
  }

  private String head(String framing) {
    return "POST /v1/notifications HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
        + key
        + "\r\nContent-Type: application/json\r\n"
        + framing
        + "\r\n\r\n";
  }

  private String raw(String request) throws IOException {
    return raw(request, StandardCharsets.UTF_8);
  }

  /** What comes back for these bytes, at least the head and as much as came with it. */
  private String raw(String request, Charset charset) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), house.frontend.port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(charset));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readNBytes(1), StandardCharsets.UTF_8)
          + new String(available(socket.getInputStream()), StandardCharsets.UTF_8);
    }
  }

  private static byte[] available(InputStream in) throws IOException {
    byte[] buffer = new byte[8192];
    int read = in.read(buffer);
    return Arrays.copyOf(buffer, Math.max(0, read));
  }

  /** Whether the server ended it; an answer before that is passed over. */
  private static boolean endOf(Socket socket) throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {}
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (SocketException _) {
      return true;
    }
  }
}
