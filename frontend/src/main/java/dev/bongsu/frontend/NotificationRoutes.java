package dev.bongsu.frontend;

import static dev.bongsu.access.Resource.NOTIFICATION;
import static dev.bongsu.frontend.Pages.object;

import dev.bongsu.access.Action;
import dev.bongsu.access.Identity;
import dev.bongsu.fanout.Acceptance;
import dev.bongsu.fanout.NotificationDraft;
import dev.bongsu.fanout.Submissions;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.ledger.CancelResult;
import dev.bongsu.ledger.DeliveryFilter;
import dev.bongsu.ledger.DeliveryView;
import dev.bongsu.ledger.Ledger;
import dev.bongsu.ledger.NotificationFilter;
import dev.bongsu.ledger.NotificationStatus;
import dev.bongsu.ledger.NotificationView;
import dev.bongsu.log.LogUnavailableException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Sending, and what became of what was sent. */
final class NotificationRoutes {
  private final Submissions submissions;
  private final Drafts drafts;
  private final Ledger ledger;
  private final Batches batches;

  NotificationRoutes(Submissions submissions, Drafts drafts, Ledger ledger, Batches batches) {
    this.submissions = submissions;
    this.drafts = drafts;
    this.ledger = ledger;
    this.batches = batches;
  }

  void addTo(Routes routes) {
    routes
        .sendLimited("/v1/notifications", NOTIFICATION, this::post)
        .send("/v1/notifications/batch", NOTIFICATION, batches::post)
        .read("/v1/notifications", NOTIFICATION, this::list)
        .read("/v1/notifications/{id}", NOTIFICATION, this::one)
        .read("/v1/notifications/{id}/deliveries", NOTIFICATION, this::deliveries)
        .callOff("/v1/notifications/{id}/cancel", NOTIFICATION, this::cancel)
        .read("/v1/deliveries/{id}", NOTIFICATION, this::delivery);
  }

  private Answer post(Call call)
      throws ProblemException,
          InvalidException,
          LogUnavailableException,
          InterruptedException,
          IOException {
    call.noQuery();
    String key = call.idempotencyKey();
    byte[] raw = call.body();
    NotificationRequest request = NotificationRequest.read(Call.parsed(raw), false);
    var caller = new Drafts.Caller(call.identity(), key, call.traceparent());
    NotificationDraft draft = drafts.draft(request, raw, caller);
    return switch (submissions.submit(draft).await()) {
      case Acceptance.Accepted(NotificationId id, boolean replayed) -> {
        Answer accepted =
            Answer.json(202, object("id", id.toString(), "status", "accepted"))
                .with("Location", "/v1/notifications/" + id);
        yield replayed ? accepted.with("Idempotent-Replayed", "true") : accepted;
      }
      case Acceptance.KeyReused reused -> throw keyReused(reused).thrown();
    };
  }

  static Problem keyReused(Acceptance.KeyReused reused) {
    return Problem.of(
        ErrorCode.IDEMPOTENCY_KEY_REUSED,
        "the key belongs to notification " + reused.first() + ", whose body is another");
  }

  private Answer list(Call call) throws InvalidException {
    Query query = call.query();
    String sender = query.text("sender");
    var about =
        new NotificationFilter.About(
            sender,
            query.id("template", "a template's key", TemplateKey::new),
            query.id("category", "a category's key", CategoryKey::new),
            query.named("priority", "high, normal or low", Priority::named),
            query.text("q"));
    RecipientId recipient = query.id("recipient", "a recipient's id", RecipientId::new);
    NotificationStatus status =
        query.named("status", "a notification's status", NotificationStatus::named);
    var span = new NotificationFilter.Span(query.time("from"), query.time("to"));
    Page.Request page = query.page();
    query.done();
    if (ownOnly(call.identity())) {
      String self = call.identity().subject();
      if (sender != null && !sender.equals(self)) {
        return Answer.ok(Pages.json(new Page<NotificationView>(List.of(), null), Views::json));
      }
      about =
          new NotificationFilter.About(
              self, about.template(), about.category(), about.priority(), about.words());
    }
    var filter = new NotificationFilter(about, recipient, status, span);
    return Answer.ok(Pages.json(ledger.notifications(filter, page), Views::json));
  }

  private Answer one(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    return Answer.ok(Views.json(visible(call, notificationId(call))));
  }

  private Answer deliveries(Call call) throws ProblemException, InvalidException {
    Query query = call.query();
    var filter =
        new DeliveryFilter(
            query.named("status", "a delivery's status", DeliveryStatus::named),
            query.named("channel", "a channel", Channel::named),
            query.id("recipient", "a recipient's id", RecipientId::new));
    Page.Request page = query.page();
    query.done();
    NotificationId id = notificationId(call);
    visible(call, id);
    return Answer.ok(Pages.json(ledger.deliveries(id, filter, page), Views::json));
  }

  private Answer delivery(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    DeliveryId id = call.path("id", text -> new DeliveryId(Ids.uuid(text)));
    DeliveryView found =
        ledger.delivery(id).orElseThrow(() -> Call.missing("delivery", id).thrown());
    // What another system handed to a channel is of no notification, and so nobody's own.
    if (ownOnly(call.identity())) {
      visible(call, found.notificationId());
    }
    return Answer.ok(Views.json(found));
  }

  private Answer cancel(Call call)
      throws ProblemException, InvalidException, LogUnavailableException, InterruptedException {
    call.noQuery();
    NotificationId id = notificationId(call);
    visible(call, id);
    Optional<CancelResult> result = ledger.cancel(id);
    return switch (result.orElseThrow(() -> noNotification().thrown())) {
      case CancelResult.Cancelled(NotificationStatus status, long cancelled) ->
          Answer.ok(
              object("id", id.toString(), "status", status.apiName(), "cancelled", cancelled));
      case CancelResult.AllSettled(NotificationStatus status) ->
          throw Problem.of(
                  ErrorCode.SETTLED, "all is settled; the notification is " + status.apiName())
              .thrown();
    };
  }

  /** The notification, which has to be the caller's to see (A29). */
  private NotificationView visible(Call call, NotificationId id) throws ProblemException {
    NotificationView found = ledger.notification(id).orElseThrow(() -> noNotification().thrown());
    Identity identity = call.identity();
    if (ownOnly(identity) && !Objects.equals(found.row().sender(), identity.subject())) {
      throw Problem.of(
              ErrorCode.FORBIDDEN,
              "the role " + identity.role().apiName() + " may see and cancel only what it sent")
          .thrown();
    }
    return found;
  }

  private static Problem noNotification() {
    return Problem.of(
        ErrorCode.NOT_FOUND,
        "there is no notification with this id; one shows at most 2 s after it was accepted");
  }

  private static boolean ownOnly(Identity identity) {
    return Gate.isConfined(identity, Action.READ, NOTIFICATION);
  }

  private static NotificationId notificationId(Call call) throws ProblemException {
    return call.path("id", text -> new NotificationId(Ids.uuid(text)));
  }
}
