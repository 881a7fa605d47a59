package dev.bongsu.ledger;

import com.google.protobuf.ByteString;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.DeliverySteps;
import dev.bongsu.kernel.SuppressionReason;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Log;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.OutcomeRecord;
import dev.bongsu.log.wire.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What some receipts are about, looked up in one go. Not for several threads. */
final class Resolution {
  /** How long a receipt of nothing that is known waits: far longer than the ledger is behind. */
  static final Duration UNKNOWN_FOR = Duration.ofMinutes(10);

  /** How long one waits whose delivery is still being tried: longer than most may be. */
  static final Duration UNSETTLED_FOR = Duration.ofDays(8);

  /** Above whatever else is told afterwards. */
  private static final int COMPLAINT_STEP = DeliverySteps.AFTERWARDS << 1;

  private static final int MAX_DETAIL = 500;
  private static final Pattern MAILBOX = Pattern.compile("<?[^\\s<>]+@[^\\s<>]+>?");

  /** E.164 section 6: at most 15 digits; providers' own codes have fewer than seven. */
  private static final Pattern NUMBER = Pattern.compile("\\+?\\b\\d{7,15}\\b");

  private final Map<UUID, DeliveryView> deliveries = new HashMap<>();
  private final Map<UUID, Recorded> notifications = new HashMap<>();
  private final Map<ReceiptStore.MessageName, UUID> byName;

  private Resolution(Map<ReceiptStore.MessageName, UUID> byName) {
    this.byName = byName;
  }

  /** What to do with a receipt. */
  sealed interface Verdict {
    /**
     * It says something of this delivery.
     *
     * @param notification null where it is older than what the ledger keeps
     * @param reason why nothing more is to be sent where it went, null if that is not said
     */
    record Applies(
        DeliveryView delivery,
        @Nullable Recorded notification,
        DeliveryStatus status,
        @Nullable SuppressionReason reason)
        implements Verdict {
      /** For the ledger's writer; the provider's clock is believed as far as it makes sense. */
      Entry entry(Receipt receipt, Log log, long nowMillis) {
        long sentAt = Math.min(delivery.notificationId().at().toEpochMilli(), nowMillis);
        long at = Math.clamp(receipt.getAt(), sentAt, nowMillis);
        return Resolution.entry(this, receipt.toBuilder().setAt(at).build(), log);
      }
    }

    /**
     * Its delivery is still being tried, so what was tried last is not recorded, or not the end.
     */
    record Unsettled() implements Verdict {}

    /** Nothing is known that it could be about. */
    record Unknown() implements Verdict {}

    /** It can never say anything. */
    record Pointless() implements Verdict {}
  }

  static Resolution of(Handle handle, List<Receipt> receipts) {
    List<UUID> ids = new ArrayList<>();
    List<ReceiptStore.MessageName> names = new ArrayList<>();
    for (Receipt each : receipts) {
      if (each.getDeliveryId().size() == 16) {
        ids.add(DeliveryId.of(each.getDeliveryId().toByteArray()).value());
      } else if (!each.getProviderMessageId().isEmpty()) {
        names.add(ReceiptStore.MessageName.of(each));
      }
    }
    var resolution = new Resolution(names.isEmpty() ? Map.of() : ReceiptStore.named(handle, names));
    ids.addAll(resolution.byName.values());
    if (ids.isEmpty()) {
      return resolution;
    }
    LedgerStore.events(handle, ids)
        .forEach((id, rows) -> resolution.deliveries.put(id, EventRow.fold(rows, false)));
    List<UUID> of =
        resolution.deliveries.values().stream()
            .map(each -> each.notificationId().value())
            .distinct()
            .toList();
    if (!of.isEmpty()) {
      NotificationQuery.of(of)
          .rows(handle, of.size())
          .forEach(each -> resolution.notifications.put(each.id().value(), each));
    }
    return resolution;
  }

  Verdict verdict(Receipt receipt) {
    UUID id =
        receipt.getDeliveryId().size() == 16
            ? DeliveryId.of(receipt.getDeliveryId().toByteArray()).value()
            : byName.get(ReceiptStore.MessageName.of(receipt));
    DeliveryView delivery = id == null ? null : deliveries.get(id);
    if (delivery == null) {
      return new Verdict.Unknown();
    }
    SuppressionReason reason =
        switch (receipt.getStatus()) {
          case "bounced" -> SuppressionReason.BOUNCED_BEFORE;
          case "complained" -> SuppressionReason.COMPLAINED;
          default -> null;
        };
    // Whoever complains has it.
    DeliveryStatus status =
        reason == SuppressionReason.COMPLAINED
            ? DeliveryStatus.DELIVERED
            : Codes.statusNamed(receipt.getStatus());
    if (status == null || !status.isSettled()) {
      return new Verdict.Pointless();
    }
    DeliveryStatus known = delivery.state().status();
    if (!known.isSettled()) {
      return new Verdict.Unsettled();
    }
    // Most of these come for what is sent already: nothing is written to say it again.
    if (status == DeliveryStatus.SENT && Codes.of(known) >= Codes.of(status)) {
      return new Verdict.Pointless();
    }
    return new Verdict.Applies(
        delivery, notifications.get(delivery.notificationId().value()), status, reason);
  }

  /**
   * A provider adapter has cleaned it already; this is the second lock on the same door, and goes
   * by what an address looks like, as the ledger knows none.
   */
  private static String detail(String said, Channel channel) {
    if (said.isEmpty()) {
      return "";
    }
    Pattern address =
        switch (channel) {
          case SMS, VOICE -> NUMBER;
          case EMAIL, BROWSER, ANDROID, IOS, INAPP -> MAILBOX;
        };
    String clean = address.matcher(said).replaceAll("<address>");
    return clean.length() <= MAX_DETAIL ? clean : clean.substring(0, MAX_DETAIL);
  }

  private static Entry entry(Verdict.Applies applies, Receipt receipt, Log log) {
    DeliveryView delivery = applies.delivery();
    Recorded notification = applies.notification();
    boolean complains = applies.reason() == SuppressionReason.COMPLAINED;
    int step = (complains ? COMPLAINT_STEP : DeliverySteps.AFTERWARDS) + Codes.of(applies.status());
    OutcomeGroup.Builder group =
        OutcomeGroup.newBuilder()
            .setNotificationId(ByteString.copyFrom(delivery.notificationId().bytes()))
            .setChannel(delivery.target().channel().apiName());
    if (notification != null) {
      NotificationRow.Subject subject = notification.bare().subject();
      group
          .setSender(notification.bare().sender())
          .setTemplate(subject.template() == null ? "" : subject.template().value())
          .setCategory(subject.category() == null ? "" : subject.category().value())
          .setPriority(subject.priority().apiName())
          .setChunked(notification.chunked());
    }
    String recipient =
        delivery.target().recipient() == null ? "" : delivery.target().recipient().value();
    group.addEvents(
        DeliveryEvent.newBuilder()
            .setDeliveryId(ByteString.copyFrom(delivery.id().bytes()))
            .setRecipient(recipient)
            .setAt(receipt.getAt())
            .setStatus(applies.status().apiName())
            .setStep(step)
            .setReason(complains ? SuppressionReason.COMPLAINED.apiName() : receipt.getCode())
            .setDetail(detail(receipt.getDetail(), delivery.target().channel()))
            .setLate(true));
    // Where all that concerns a recipient is; an address without one is not known here.
    String key = recipient.isEmpty() ? delivery.id().toString() : recipient;
    return new Entry(
        Topics.OUTCOMES,
        log.partitionOf(key),
        OutcomeRecord.newBuilder().addGroups(group).build().toByteArray());
  }
}
