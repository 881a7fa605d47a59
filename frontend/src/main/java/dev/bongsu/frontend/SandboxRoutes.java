package dev.bongsu.frontend;

import dev.bongsu.access.Resource;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.sandbox.InjectedFault;
import dev.bongsu.sandbox.SandboxFilter;
import dev.bongsu.sandbox.SandboxMessage;
import dev.bongsu.sandbox.WebPushStandIn;
import java.io.IOException;

/** What the sandbox took, and how it misbehaves; only where sandbox providers are on (A30). */
final class SandboxRoutes {
  private final Rooms.Sandbox sandbox;

  SandboxRoutes(Rooms.Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  void addTo(Routes routes) {
    routes
        .read("/v1/sandbox/messages", Resource.SANDBOX, this::list)
        .change("DELETE", "/v1/sandbox/messages", Resource.SANDBOX, this::clear)
        .change("PUT", "/v1/sandbox/faults/{channel}", Resource.SANDBOX, this::fault)
        .change("POST", "/v1/sandbox/subscriptions", Resource.SANDBOX, this::subscribe);
  }

  private Answer list(Call call) throws InvalidException {
    Query query = call.query();
    var filter =
        new SandboxFilter(
            query.named("channel", "a channel", Channel::named),
            query.id("recipient", "a recipient's id", RecipientId::new),
            query.id(
                "notification", "a notification's id", text -> new NotificationId(Ids.uuid(text))));
    Page.Request page = query.page();
    query.done();
    return Answer.ok(Pages.json(sandbox.messages().list(filter, page), SandboxMessage::json));
  }

  private Answer clear(Call call) throws InvalidException {
    call.noQuery();
    sandbox.messages().clear();
    return Answer.noContent();
  }

  private Answer fault(Call call) throws ProblemException, InvalidException, IOException {
    call.noQuery();
    Channel channel =
        Channel.named(call.path("channel")).orElseThrow(() -> Call.notFound().thrown());
    if (!sandbox.channels().contains(channel)) {
      throw Problem.of(
              ErrorCode.NOT_FOUND,
              "the sandbox does not carry "
                  + channel.apiName()
                  + (channel == Channel.INAPP
                      ? ", which has no provider"
                      : ", which has a provider of its own"))
          .thrown();
    }
    InjectedFault fault = InjectedFault.of(call.object());
    sandbox.faults().set(channel, fault);
    return Answer.ok(fault.json());
  }

  /** For programs that have no browser at hand. */
  private Answer subscribe(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    WebPushStandIn pushService = sandbox.pushService();
    if (pushService == null) {
      throw Problem.of(
              ErrorCode.NOT_FOUND,
              "browsers have a provider of their own, so the sandbox has no push service")
          .thrown();
    }
    return Answer.json(201, pushService.subscribe());
  }
}
