package dev.bongsu.frontend;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** All endpoints of a process, put together from the rooms that they talk to. */
final class Endpoints {
  private Endpoints() {}

  static List<Endpoint> of(Rooms rooms, Gate gate, Stopping stopping) {
    Rooms.Directory directory = rooms.directory();
    Rooms.Words words = rooms.words();
    Rooms.Sending sending = rooms.sending();
    Rooms.Operation operation = rooms.operation();
    var drafts = new Drafts(words, directory.groups(), directory.categories(), sending.objects());
    var batches = new Batches(sending.submissions(), drafts, gate, stopping);
    var routes = new Routes();
    new NotificationRoutes(sending.submissions(), drafts, sending.ledger(), batches).addTo(routes);
    new ChannelRoutes(sending.submissions(), operation.browserKey()).addTo(routes);
    new InboxRoutes(sending.inbox()).addTo(routes);
    new ObjectRoutes(sending.objects(), sending.ledger()).addTo(routes);
    var reader =
        new SampleReader(
            rooms.callbacks().publicUrl(), directory.recipients(), directory.categories());
    new TemplateRoutes(words.templates(), gate, reader).addTo(routes);
    new DryRunRoutes(words.templates(), gate).addTo(routes);
    new TranslationRoutes(words.templates()).addTo(routes);
    new RecipientRoutes(directory.recipients(), directory.erasure()).addTo(routes);
    new SuppressionRoutes(directory.refusals()).addTo(routes);
    new SubscriptionRoutes(directory, rooms.access().audit()).addTo(routes);
    new CallbackRoutes(rooms.callbacks(), sending.ledger(), rooms.access().audit()).addTo(routes);
    new GroupRoutes(directory.groups()).addTo(routes);
    new CategoryRoutes(directory.categories()).addTo(routes);
    new KeyRoutes(rooms.access().keys(), rooms.access().audit()).addTo(routes);
    new TemplateRightsRoutes(rooms.access().authoring()).addTo(routes);
    new StatisticsRoutes(sending.ledger(), operation.providers(), Clock.systemUTC()).addTo(routes);
    Rooms.Sandbox sandbox = rooms.sandbox();
    if (sandbox != null) {
      new SandboxRoutes(sandbox).addTo(routes);
    }
    // The document names all endpoints, and two of them answer the document.
    var document = new CompletableFuture<ContractDocument>();
    new OperationRoutes(
            operation.readiness(), operation.queues(), operation.meters(), document::join)
        .addTo(routes);
    document.complete(new ContractDocument(routes.endpoints()));
    return routes.endpoints();
  }
}
