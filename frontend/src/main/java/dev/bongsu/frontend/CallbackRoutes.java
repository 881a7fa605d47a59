package dev.bongsu.frontend;

import dev.bongsu.access.AuditLog;
import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.Callbacks.Answer.Forged;
import dev.bongsu.channel.spi.Callbacks.Answer.Malformed;
import dev.bongsu.channel.spi.Callbacks.Answer.Understood;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.ledger.Ledger;
import dev.bongsu.log.LogUnavailableException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jdbi.v3.core.JdbiException;

/**
 * What providers post to us. They have no key of ours: each kind checks its provider's own
 * signature. An answer takes one append to the log and one look at an index.
 */
final class CallbackRoutes {
  private static final String PATH = "/v1/callbacks/{provider}";

  private final Rooms.Callbacks callbacks;
  private final Ledger ledger;
  private final AuditLog audit;

  CallbackRoutes(Rooms.Callbacks callbacks, Ledger ledger, AuditLog audit) {
    this.callbacks = callbacks;
    this.ledger = ledger;
    this.audit = audit;
  }

  void addTo(Routes routes) {
    routes.open(PATH, this::take).openPost(PATH, this::take);
  }

  private Answer take(Call call)
      throws ProblemException,
          InvalidException,
          IOException,
          LogUnavailableException,
          InterruptedException {
    String provider = call.path("provider");
    List<Callbacks> kinds = callbacks.byProvider().getOrDefault(provider, List.of());
    if (kinds.isEmpty()) {
      throw Call.notFound().thrown();
    }
    Callbacks.Callback request = call.callback(callbacks.publicUrl());
    return switch (read(kinds, request)) {
      case Forged(String why) -> {
        audit.record("anonymous", "callback", "/v1/callbacks/" + provider, "forged");
        throw Problem.of(ErrorCode.FORBIDDEN, why).thrown();
      }
      case Malformed(String why) -> throw InvalidException.malformed("", why);
      case Understood understood -> {
        boolean news = !understood.receipts().isEmpty() || !understood.inbound().isEmpty();
        if (news) {
          callbacks.sink().take(provider, understood);
        }
        yield news && understood.inbound().isEmpty() && !knowsAny(understood.receipts())
            ? Answer.noContent()
            : new Answer.Whole(200, understood.contentType(), understood.body(), Map.of());
      }
    };
  }

  /** The stand-ins of several channels share one id: whichever of them signed it is the one. */
  private static Callbacks.Answer read(List<Callbacks> kinds, Callbacks.Callback request) {
    Callbacks.Answer answer = kinds.getFirst().read(request);
    for (Callbacks each : kinds.subList(1, kinds.size())) {
      if (answer instanceof Understood) {
        return answer;
      }
      answer = each.read(request);
    }
    return answer;
  }

  /** The database being away is no reason to call a message unknown: its receipt is in the log. */
  private boolean knowsAny(List<Receipt> receipts) {
    List<DeliveryId> deliveries =
        receipts.stream().map(Receipt::delivery).flatMap(Stream::ofNullable).toList();
    List<String> names =
        receipts.stream()
            .filter(each -> each.delivery() == null)
            .map(Receipt::providerMessageId)
            .filter(Objects::nonNull)
            .toList();
    try {
      return ledger.knowsAny(deliveries, receipts.getFirst().provider(), names);
    } catch (JdbiException _) {
      return true;
    }
  }
}
