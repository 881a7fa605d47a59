package dev.bongsu.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.access.Role;
import dev.bongsu.objects.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files over HTTP: what is kept, what is answered to whoever has it, and what is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class ObjectRoutesTest {
  private static final String HELLO_SHA256 =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  private House house;
  private Contract contract;
  private String adminKey;
  private Client admin;
  private Client shop;
  private Client bank;

  @BeforeAll
  void open() throws Exception {
    house = new House();
    int port = house.frontend.port();
    contract = ContractTest.contract(house);
    adminKey = house.key(Role.ADMIN, "root");
    admin = new Client(port, contract, adminKey);
    shop = new Client(port, contract, house.key(Role.SENDER, "shop"));
    bank = new Client(port, contract, house.key(Role.SENDER, "bank"));
  }

  @AfterAll
  void close() {
    admin.close();
    shop.close();
    bank.close();
    house.close();
  }

  private static Client.Got kept(Client by, String body) throws Exception {
    return by.post(
        "/v1/objects",
        body,
        "Content-Type",
        "text/plain; charset=utf-8",
        "Content-Disposition",
        "attachment; filename=\"a.txt\"");
  }

  private static String id(Client.Got kept) throws Exception {
    assertThat(kept.status()).isEqualTo(201);
    return String.valueOf(kept.json().get("id"));
  }

  @Test
  void what_was_kept_comes_back_with_its_type_name_and_strong_tag() throws Exception {
    Client.Got kept = kept(shop, "hello");

    Client.Got got = shop.get("/v1/objects/" + id(kept));

    assertThat(kept.json()).containsEntry("sha256", HELLO_SHA256).containsEntry("size", 5L);
    assertThat(got.body()).isEqualTo("hello");
    assertThat(got.header("ETag")).isEqualTo("\"" + HELLO_SHA256 + "\"");
    assertThat(got.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(got.header("Content-Disposition")).isEqualTo("attachment; filename=\"a.txt\"");
    assertThat(got.header("Content-Length")).isEqualTo("5");
    assertThat(got.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(id(kept(shop, "hello"))).isEqualTo(id(kept));
  }

  @Test
  void head_says_all_but_the_bytes() throws Exception {
    Client.Got head = shop.ask("HEAD", "/v1/objects/" + id(kept(shop, "hello")), null);

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("5");
    assertThat(head.header("ETag")).isEqualTo("\"" + HELLO_SHA256 + "\"");
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"" + HELLO_SHA256 + "\"",
        "W/\"" + HELLO_SHA256 + "\"",
        "\"x\", \"" + HELLO_SHA256 + "\"",
        "*"
      })
  void who_has_it_is_told_so(String tags) throws Exception {
    Client.Got got = shop.get("/v1/objects/" + id(kept(shop, "hello")), "If-None-Match", tags);

    assertThat(got.status()).isEqualTo(304);
    assertThat(got.body()).isEmpty();
    assertThat(got.header("ETag")).isEqualTo("\"" + HELLO_SHA256 + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-1, 206, he, bytes 0-1/5",
    "bytes=3-, 206, lo, bytes 3-4/5",
    "bytes=-2, 206, lo, bytes 3-4/5",
    "bytes=-99, 206, hello, bytes 0-4/5",
    "bytes=1-99, 206, ello, bytes 1-4/5",
    "'bytes=0-0,2-2', 200, hello,",
    "bytes=2-1, 200, hello,",
    "lines=0-1, 200, hello,",
    "bytes=1-99999999999999999999, 206, ello, bytes 1-4/5",
  })
  void a_part_is_answered_to_who_asks_for_one(
      String range, int status, String body, String contentRange) throws Exception {
    Client.Got got = shop.get("/v1/objects/" + id(kept(shop, "hello")), "Range", range);

    assertThat(got.status()).isEqualTo(status);
    assertThat(got.body()).isEqualTo(body);
    assertThat(got.header("Content-Range")).isEqualTo(contentRange);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=5-", "bytes=-0"})
  void bytes_that_there_are_not_are_told(String range) throws Exception {
    Client.Got got = shop.get("/v1/objects/" + id(kept(shop, "hello")), "Range", range);

    assertThat(got.status()).isEqualTo(416);
    assertThat(got.header("Content-Range")).isEqualTo("bytes */5");
  }

  @Test
  void a_part_of_what_it_was_is_not_mixed_with_what_it_is() throws Exception {
    Client.Got got =
        shop.get(
            "/v1/objects/" + id(kept(shop, "hello")), "Range", "bytes=0-1", "If-Range", "\"old\"");

    assertThat(got.status()).isEqualTo(200);
    assertThat(got.body()).isEqualTo("hello");
  }

  @Test
  void the_largest_file_is_taken_and_one_byte_more_is_not() throws Exception {
    String largest = "x".repeat(ObjectStore.MAX_BYTES);

    Client.Got taken = kept(shop, largest);
    assertThat(taken.status()).isEqualTo(201);
    assertThat(shop.get("/v1/objects/" + id(taken)).body()).isEqualTo(largest);
    assertThat(kept(shop, largest + "x").status()).isEqualTo(413);
    assertThat(
            raw(
                "Transfer-Encoding: chunked\r\n",
                out -> {
                  byte[] megabyte = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
                  for (int i = 0; i < 25; i++) {
                    chunk(out, megabyte);
                  }
                  chunk(out, new byte[1]);
                  out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }))
        .startsWith("HTTP/1.1 413");
    assertThat(shop.delete("/v1/objects/" + id(taken)).status()).isEqualTo(204);
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void what_is_empty_or_said_to_be_nothing_sensible_is_refused() throws Exception {
    assertThat(kept(shop, "").status()).isEqualTo(400);
    assertThat(shop.post("/v1/objects", "x", "Content-Type", "nonsense").status()).isEqualTo(400);
    assertThat(shop.post("/v1/objects", "x", "Content-Disposition", "a".repeat(1025)).status())
        .isEqualTo(400);
    assertThat(shop.post("/v1/objects?x=1", "x").status()).isEqualTo(400);
    assertThat(shop.put("/v1/objects", "x").status()).isEqualTo(405);
    assertThat(shop.get("/v1/objects/..%2f..%2fetc%2fpasswd").status()).isEqualTo(404);
    assertThat(shop.get("/v1/objects/" + UUID.randomUUID()).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 10\r\n", "Transfer-Encoding: chunked\r\n"})
  void an_upload_that_breaks_off_or_falls_silent_leaves_nothing(String header) throws Exception {
    byte[] half = header.startsWith("C") ? bytes("half") : bytes("9\r\nhalf");

    String toTheBroken = raw(header, out -> out.write(half));

    assertThat(toTheBroken).doesNotContain("201");
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void a_sender_has_only_their_own_and_an_auditor_reads_all() throws Exception {
    String id = id(kept(shop, "private"));

    assertThat(bank.get("/v1/objects/" + id).status()).isEqualTo(404);
    assertThat(bank.delete("/v1/objects/" + id).status()).isEqualTo(404);
    assertThat(bank.post("/v1/notifications", sending(id)).status()).isEqualTo(422);
    assertThat(admin.get("/v1/objects/" + id).status()).isEqualTo(200);
    int port = house.frontend.port();
    try (var auditor = new Client(port, contract, house.key(Role.AUDITOR, "eve"));
        var recipient = new Client(port, contract, house.key(Role.RECIPIENT, "u1"))) {
      assertThat(auditor.get("/v1/objects/" + id).status()).isEqualTo(200);
      assertThat(kept(auditor, "x").status()).isEqualTo(403);
      assertThat(auditor.delete("/v1/objects/" + id).status()).isEqualTo(403);
      assertThat(recipient.get("/v1/objects/" + id).status()).isEqualTo(403);
    }
    assertThat(bank.post("/v1/objects", "private").status()).isEqualTo(201);
    ContractTest.eventually(
        () -> admin.get("/v1/audit-log?resource=/v1/objects"),
        got -> got.body().contains("object.post"));
  }

  @Test
  void a_notification_names_only_objects_that_there_are() throws Exception {
    String id = id(kept(shop, "attached"));
    String unknown = UUID.randomUUID().toString();

    Client.Got refused = shop.post("/v1/notifications", sending(id + "\",\"" + unknown));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.pointers()).containsExactly("/attachments/1");
    assertThat(shop.post("/v1/notifications", sending(id)).status()).isEqualTo(202);
    assertThat(shop.delete("/v1/objects/" + id).status()).isEqualTo(409);
  }

  private static String sending(String attachments) {
    return "{\"content\":{\"default\":{\"inapp\":{\"title\":\"T\",\"body\":\"B\"}}},"
        + "\"to\":{\"recipients\":[\"u1\"]},\"attachments\":[\""
        + attachments
        + "\"]}";
  }

  @FunctionalInterface
  private interface Sending {
    void to(OutputStream out) throws IOException;
  }

  /** Posts an object by hand and ends the connection; what came back before it ended. */
  private String raw(String header, Sending sending) throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), house.frontend.port())) {
      socket.setSoTimeout(60_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          bytes(
              "POST /v1/objects HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                  + adminKey
                  + "\r\n"
                  + header
                  + "\r\n"));
      sending.to(out);
      out.flush();
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void chunk(OutputStream out, byte[] bytes) throws IOException {
    out.write(bytes(Integer.toHexString(bytes.length) + "\r\n"));
    out.write(bytes);
    out.write(bytes("\r\n"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What stands between upload and object. */
  private List<Path> unfinished() throws IOException {
    try (Stream<Path> all = Files.walk(house.data.resolve("objects/incoming"))) {
      return all.filter(Files::isRegularFile).filter(each -> !each.endsWith("lock")).toList();
    }
  }
}
