package dev.bongsu.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.access.Role;
import dev.bongsu.inbox.InboxItem;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JDK's own WebSocket client, and bytes by hand where it would not send them. */
class InboxSocketTest {
  private static final byte PING = (byte) 0x89;
  private static final House HOUSE = new House();
  private static final NotificationIds IDS =
      new NotificationIds(Clock.systemUTC(), new SplittableRandom(1));

  /** Of one test alone: what comes late from another one's inbox would be heard here. */
  private final RecipientId ann = new RecipientId("ann-" + IDS.next());

  private final HttpClient http = HttpClient.newHttpClient();

  @AfterAll
  static void close() {
    HOUSE.close();
  }

  @Test
  void what_comes_is_told_and_what_was_missed_first() throws Exception {
    DeliveryId missed = store();
    var device = new Device();
    WebSocket socket = connect(ann.value(), "?after=0-0", device);

    Map<String, @Nullable Object> first = device.next();
    while (!missed.toString().equals(first.get("id"))) {
      first = device.next();
    }
    assertThat(first).containsEntry("event", "delivery").containsKeys("cursor", "title", "state");
    DeliveryId later = store();
    assertThat(device.next()).containsEntry("id", later.toString());
    socket.abort();

    var again = new Device();
    WebSocket resumed = connect(ann.value(), "?after=" + first.get("cursor"), again);
    assertThat(again.next()).containsEntry("id", later.toString());
    resumed.abort();
  }

  @Test
  void one_device_acknowledges_and_the_other_hears_of_it() throws Exception {
    var phone = new Device();
    var desk = new Device();
    WebSocket one = connect(ann.value(), "", phone);
    WebSocket other = connect(ann.value(), "", desk);
    DeliveryId delivery = store();
    assertThat(phone.next()).containsEntry("id", delivery.toString());
    assertThat(desk.next()).containsEntry("id", delivery.toString());

    one.sendText("{\"deliveries\": [\"" + delivery + "\"],", false).join();
    one.sendText(" \"as\": \"read\"}", true).join();

    assertThat(desk.next())
        .containsEntry("event", "state")
        .containsEntry("deliveries", List.of(delivery.toString()))
        .containsEntry("state", "read")
        .containsKey("unread");
    assertThat(phone.until("acked")).containsEntry("changed", 1L);
    one.abort();
    other.abort();
  }

  @Test
  void nonsense_is_answered_and_ends_nothing() throws Exception {
    var device = new Device();
    WebSocket socket = connect(ann.value(), "", device);

    socket.sendText("{\"deliveries\": [\"x\"]}", true).join();
    assertThat(device.until("problem")).containsEntry("status", 400L);
    socket.sendText("not json", true).join();
    assertThat(device.until("problem")).containsEntry("status", 400L);
    socket.sendPing(java.nio.ByteBuffer.wrap(new byte[] {1, 2})).join();
    assertThat(device.pongs.poll(60, TimeUnit.SECONDS)).isEqualTo(2);
    socket.sendText("{\"deliveries\": [], \"as\": \"read\"}", true).join();
    assertThat(device.until("acked")).containsEntry("changed", 0L);

    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    assertThat(device.closed.poll(60, TimeUnit.SECONDS)).isEqualTo(1000);
  }

  @Test
  void a_message_that_is_too_long_or_binary_ends_the_socket() throws Exception {
    var longWinded = new Device();
    connect(ann.value(), "", longWinded).sendText("x".repeat(70_000), true).join();
    assertThat(longWinded.closed.poll(60, TimeUnit.SECONDS)).isEqualTo(1009);

    var binary = new Device();
    connect(ann.value(), "", binary).sendBinary(java.nio.ByteBuffer.allocate(3), true).join();
    assertThat(binary.closed.poll(60, TimeUnit.SECONDS)).isEqualTo(1003);
  }

  @ParameterizedTest
  @CsvSource({"bob, '', 403", ", ?after=!, 400", ", ?befor=1, 400"})
  void a_handshake_that_may_not_be_is_refused_as_a_request(
      @Nullable String other, String query, int status) {
    String recipient = other == null ? ann.value() : other;

    assertThatThrownBy(() -> connect(recipient, query, new Device()))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(status));
  }

  @Test
  void a_frame_without_a_mask_ends_the_socket() throws Exception {
    String key = HOUSE.key(Role.RECIPIENT, ann.value());
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), HOUSE.frontend.port())) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(
              ("GET /v1/recipients/"
                      + ann
                      + "/inbox/socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                      + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer "
                      + key
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      var head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
        head.write(in.read());
      }
      assertThat(head.toString(StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 101 ")
          .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      socket.getOutputStream().write(new byte[] {(byte) 0x81, 1, 'x'});

      byte[] frame = in.readNBytes(2);
      while (frame[0] == PING) {
        frame = in.readNBytes(2);
      }
      assertThat(frame).containsExactly(0x88, 2);
      assertThat(in.readNBytes(2)).containsExactly(1002 >> 8, 1002 & 0xff);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  private WebSocket connect(String recipient, String query, Device device) throws Exception {
    return http.newWebSocketBuilder()
        .header("Authorization", "Bearer " + HOUSE.key(Role.RECIPIENT, ann.value()))
        .buildAsync(
            URI.create(
                "ws://127.0.0.1:"
                    + HOUSE.frontend.port()
                    + "/v1/recipients/"
                    + recipient
                    + "/inbox/socket"
                    + query.replace("!", "%21")),
            device)
        .join();
  }

  private DeliveryId store() {
    var notification = IDS.next();
    var id = DeliveryId.of(notification, ann, new Address(Channel.INAPP, ann.value()));
    HOUSE.inbox.store(
        List.of(
            new InboxItem(
                id,
                notification,
                ann,
                Channel.INAPP,
                Priority.NORMAL,
                null,
                new InboxItem.Text("Hello", null, null, null),
                Instant.now())));
    return id;
  }

  /** What a device hears. */
  private static final class Device implements WebSocket.Listener {
    final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
    final BlockingQueue<Integer> pongs = new LinkedBlockingQueue<>();
    private final StringBuilder message = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        messages.add(message.toString());
        message.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, java.nio.ByteBuffer data) {
      pongs.add(data.remaining());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.add(status);
      return null;
    }

    Map<String, @Nullable Object> next() throws Exception {
      String next = messages.poll(60, TimeUnit.SECONDS);
      return Json.readObject(
          (next == null ? "{\"event\": \"nothing came\"}" : next).getBytes(StandardCharsets.UTF_8));
    }

    Map<String, @Nullable Object> until(String event) throws Exception {
      Map<String, @Nullable Object> next = next();
      while (!event.equals(next.get("event")) && !"nothing came".equals(next.get("event"))) {
        next = next();
      }
      return next;
    }
  }
}
