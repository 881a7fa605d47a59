package dev.bongsu.frontend;

import dev.bongsu.access.Identity;
import dev.bongsu.inbox.Inbox;
import dev.bongsu.inbox.Subscription;
import dev.bongsu.inbox.TooManySubscriptionsException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.RecipientId;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a handshake (RFC 6455 section 4.2) for an inbox into a socket. Whatever is wrong with one
 * is left to the endpoint of the same path, which answers it as any other request.
 */
final class InboxUpgrader implements Http1Upgrader {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String SCHEME = "Bearer ";
  private static final String VERSION = "13";
  private static final int KEY_BYTES = 16;

  private final Router router;
  private final Gate gate;
  private final Inbox inbox;

  InboxUpgrader(Router router, Gate gate, Inbox inbox) {
    this.router = router;
    this.gate = gate;
    this.inbox = inbox;
  }

  @Override
  public String supportedProtocol() {
    return "websocket";
  }

  @Override
  public @Nullable ServerConnection upgrade(
      ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
    Optional<String> key = headers.first(HeaderNames.create("Sec-WebSocket-Key"));
    Optional<String> version = headers.first(HeaderNames.create("Sec-WebSocket-Version"));
    Optional<String> bearer = headers.first(HeaderNames.AUTHORIZATION);
    String path = Router.originForm(prologue.uriPath().rawPath());
    if (!prologue.method().equals(Method.GET)
        || !version.equals(Optional.of(VERSION))
        || key.isEmpty()
        || !isKey(key.get())
        || bearer.isEmpty()
        || !(router.find("GET", path) instanceof Router.Found.Hit hit)
        || !hit.endpoint().path().equals(InboxRoutes.SOCKET)) {
      return null;
    }
    try {
      return socket(context, hit, bearer.get(), prologue, accepted(key.get()));
    } catch (ProblemException
        | InvalidException
        | TooManySubscriptionsException
        | IllegalArgumentException _) {
      return null;
    }
  }

  private @Nullable ServerConnection socket(
      ConnectionContext context,
      Router.Found.Hit hit,
      String bearer,
      HttpPrologue prologue,
      String accepted)
      throws ProblemException, InvalidException, TooManySubscriptionsException {
    String path = Router.originForm(prologue.uriPath().rawPath());
    if (!bearer.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    Optional<Identity> identity =
        gate.identify(bearer.substring(SCHEME.length()).strip(), "GET", path);
    if (identity.isEmpty()) {
      return null;
    }
    gate.requireRight(hit.endpoint(), identity.get(), hit.parameters());
    var query = new Query(prologue.query().rawValue());
    String after = query.text("after");
    query.done();
    var recipient = new RecipientId(hit.parameters().getOrDefault("recipient", ""));
    Subscription subscription = inbox.socket(recipient, after);
    context
        .dataWriter()
        .writeNow(
            BufferData.create(
                ("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Accept: "
                        + accepted
                        + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII)));
    var wire = new WebSocketWire(context.dataReader(), context.dataWriter());
    return new InboxSocket(inbox, recipient, subscription, wire, Connections.current().pace());
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static String accepted(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
