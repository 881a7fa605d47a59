package dev.bongsu.frontend;

import dev.bongsu.access.Resource;
import dev.bongsu.inbox.Inbox;
import dev.bongsu.inbox.InboxPage;
import dev.bongsu.inbox.Subscription;
import dev.bongsu.inbox.TooManySubscriptionsException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.LogUnavailableException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What recipients pull, acknowledge and follow (A26 to A28). */
final class InboxRoutes {
  private static final String EVENTS = "text/event-stream";

  /** Where a handshake that is in order becomes an {@link InboxSocket}. */
  static final String SOCKET = "/v1/recipients/{recipient}/inbox/socket";

  private final Inbox inbox;

  InboxRoutes(Inbox inbox) {
    this.inbox = inbox;
  }

  void addTo(Routes routes) {
    routes
        .read("/v1/recipients/{recipient}/inbox", Resource.INBOX, this::pull)
        .note("/v1/recipients/{recipient}/inbox/ack", Resource.INBOX, this::ack)
        .read("/v1/recipients/{recipient}/inbox/unread", Resource.INBOX, this::unread)
        .read("/v1/recipients/{recipient}/presence", Resource.INBOX, this::presence)
        .read("/v1/recipients/{recipient}/inbox/stream", Resource.INBOX, this::stream)
        .read(SOCKET, Resource.INBOX, this::noSocket);
  }

  private Answer pull(Call call) throws ProblemException, InvalidException {
    Query query = call.query();
    String after = query.text("after");
    boolean unread = query.flag("unread");
    int limit = query.limit();
    query.done();
    InboxPage page = inbox.pull(recipient(call), after, limit, unread);
    return Answer.ok(Pages.json(page.entries(), page.nextCursor(), Views::json));
  }

  private Answer unread(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    return Answer.ok(Map.of("unread", inbox.unread(recipient(call))));
  }

  private Answer presence(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    return Answer.ok(Views.json(inbox.connections(recipient(call))));
  }

  private Answer ack(Call call)
      throws ProblemException, InvalidException, LogUnavailableException, IOException {
    call.noQuery();
    RecipientId recipient = recipient(call);
    Acknowledgement said = Acknowledgement.of(call.object());
    return Answer.ok(Map.of("changed", inbox.ack(recipient, said.deliveries(), said.as())));
  }

  private Answer stream(Call call) throws ProblemException, InvalidException {
    Query query = call.query();
    String after = query.text("after");
    query.done();
    String last = call.header("Last-Event-ID");
    String from = last == null || last.isEmpty() ? after : last;
    if (call.isHead()) {
      return Answer.text(200, EVENTS, "");
    }
    call.streams();
    RecipientId recipient = recipient(call);
    Subscription subscription = subscribe(recipient, from);
    return Answer.stream(
        EVENTS, out -> new InboxStream(inbox, recipient, subscription, out).follow(call));
  }

  /**
   * What came here as a plain request, or with something that {@link InboxUpgrader} did not take.
   */
  private Answer noSocket(Call call) throws ProblemException, InvalidException {
    Query query = call.query();
    String after = query.text("after");
    query.done();
    subscribe(recipient(call), after).close();
    throw InvalidException.malformed("", "wanted the handshake of a WebSocket (RFC 6455)");
  }

  private Subscription subscribe(RecipientId recipient, @Nullable String after)
      throws ProblemException, InvalidException {
    try {
      return inbox.stream(recipient, after);
    } catch (TooManySubscriptionsException e) {
      throw Problem.of(ErrorCode.TOO_MANY_REQUESTS, String.valueOf(e.getMessage()))
          .with("Retry-After", "5")
          .thrown();
    }
  }

  private static RecipientId recipient(Call call) throws ProblemException {
    return call.path("recipient", RecipientId::new);
  }
}
