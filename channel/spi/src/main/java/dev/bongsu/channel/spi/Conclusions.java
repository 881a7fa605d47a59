package dev.bongsu.channel.spi;

import com.google.protobuf.ByteString;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.AfterUnknown;
import dev.bongsu.kernel.Blame;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.Attempt;
import dev.bongsu.log.wire.DeadAddress;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.DeliveryRecord;
import dev.bongsu.log.wire.Hop;
import dev.bongsu.log.wire.ReceiptRecord;
import dev.bongsu.log.wire.UndeliveredRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what became of a delivery and what follows from it: its event, the next attempt, the
 * next channel, or the recipient's inbox. For the runner's thread.
 */
final class Conclusions {
  /** How long a delivery waits for a template that cannot be read. */
  private static final Duration UNTIL_READABLE = Duration.ofSeconds(5);

  private static final int DISMISSAL_ATTEMPTS = 3;
  private static final String CUT_OFF =
      "this service ended while the attempt was under way, so it may have been sent";
  private static final String PERHAPS_TWICE =
      "an attempt before this one had no answer, so it may have been sent twice";

  private final Rendering rendering;
  private final Clock clock;

  Conclusions(Rendering rendering, Clock clock) {
    this.rendering = rendering;
    this.clock = clock;
  }

  /** Settles it, or plans what comes next, by what was heard of it. */
  void conclude(Report report) {
    PolledDelivery delivery = report.delivery();
    delivery.of().takeBack(delivery);
    if (delivery.isDismissal()) {
      dismissed(report);
      return;
    }
    switch (report) {
      case Report.Tried tried -> tried(tried);
      case Report.Impossible impossible -> impossible(impossible);
      case Report.NotNow _ -> park(delivery, UNTIL_READABLE);
      case Report.Arrived arrived -> arrived(arrived);
      case Report.Unreached unreached -> unreached(unreached.delivery());
      case Report.CutOff cutOff -> cutOff(cutOff);
    }
  }

  /** What was shown was to be taken back: nothing of it is recorded, and little is tried. */
  private void dismissed(Report report) {
    PolledDelivery delivery = report.delivery();
    Instant now = clock.instant();
    if (report instanceof Report.Tried tried
        && delivery.attempt() < DISMISSAL_ATTEMPTS
        && RetryPolicy.after(
                delivery.attempt(),
                tried.outcome(),
                AfterUnknown.RETRY,
                now,
                delivery.of().expiresAt())
            instanceof RetryPolicy.Next.Retry(Instant dueAt)) {
      delivery.of().again(afterAttempt(tried), dueAt, now);
    }
  }

  /** Its time ran out before this attempt; one that was taken before was sent. */
  void expire(PolledDelivery delivery) {
    if (delivery.isTaken()) {
      sent(delivery);
      return;
    }
    DeliveryEvent.Builder event = event(delivery, DeliveryStatus.EXPIRED, clock.instant());
    end(delivery, event.setStep(delivery.stepWithoutAttempt()), null);
  }

  /**
   * It was called off.
   *
   * @param reason empty if its sender did, or its recipient was erased
   */
  void cancel(PolledDelivery delivery, String reason) {
    add(
        delivery,
        event(delivery, DeliveryStatus.CANCELLED, clock.instant())
            .setReason(reason)
            .setStep(delivery.stepWithoutAttempt()));
  }

  /** It comes again after {@code wait} as if nothing had happened. */
  void park(PolledDelivery delivery, Duration wait) {
    Instant now = clock.instant();
    Instant due = now.plus(wait);
    Instant end = delivery.of().expiresAt();
    delivery.of().again(delivery.wire(), due.isBefore(end) ? due : end, now);
  }

  private void tried(Report.Tried tried) {
    PolledDelivery delivery = tried.delivery();
    Instant now = clock.instant();
    Attempt.Builder attempt =
        Attempt.newBuilder()
            .setAt(tried.at().toEpochMilli())
            .setProvider(tried.line().provider().id())
            .setLatencyMs(tried.latencyMillis());
    FailureCode code = AttemptWords.describe(attempt, tried.outcome(), delivery.address());
    if (tried.outcome() instanceof Outcome.Accepted
        && !delivery.wire().getUnansweredBy().isEmpty()
        && !delivery.isTaken()) {
      attempt.setDetail(PERHAPS_TWICE);
    }
    AwaitedReceipt awaited = awaitedReceipt(tried, now);
    if (awaited != null) {
      await(awaited, tried, attempt, now);
      return;
    }
    switch (RetryPolicy.after(
        delivery.attempt(),
        tried.outcome(),
        delivery.afterUnknown(tried.line().provider()),
        now,
        delivery.of().expiresAt())) {
      case RetryPolicy.Next.Finish(DeliveryStatus status) -> {
        DeliveryEvent.Builder event =
            event(delivery, status, now).setStep(delivery.stepOfAttempt()).setAttempt(attempt);
        if (status == DeliveryStatus.SENT) {
          add(delivery, event);
        } else if (status == DeliveryStatus.FAILED && tried.outcome() instanceof Outcome.Unknown) {
          stop(delivery, event, tried.content());
        } else {
          end(delivery, event.setReason(code == null ? "" : code.apiName()), tried.content());
        }
        if (status == DeliveryStatus.BOUNCED) {
          tellDead(tried);
        }
      }
      case RetryPolicy.Next.Retry(Instant dueAt) -> {
        Delivery next = afterAttempt(tried);
        add(
            delivery,
            event(delivery, waiting(next), now)
                .setStep(delivery.stepOfAttempt())
                .setAttempt(attempt)
                .setNextAttemptAt(dueAt.toEpochMilli()));
        delivery.of().again(next, dueAt, now);
      }
    }
  }

  /** What its provider is to tell before it is settled; null where that is nothing. */
  private static @Nullable AwaitedReceipt awaitedReceipt(Report.Tried tried, Instant now) {
    AwaitedReceipt awaited = tried.line().provider().awaitedReceipt();
    return tried.outcome() instanceof Outcome.Accepted
            && awaited != null
            && now.plus(awaited.within()).isBefore(tried.delivery().of().expiresAt())
        ? awaited
        : null;
  }

  private static void await(
      AwaitedReceipt awaited, Report.Tried tried, Attempt.Builder attempt, Instant now) {
    PolledDelivery delivery = tried.delivery();
    add(
        delivery,
        event(delivery, DeliveryStatus.SENDING, now)
            .setStep(delivery.stepOfAttempt())
            .setAttempt(attempt));
    Delivery.Builder taken =
        afterAttempt(tried).toBuilder()
            .setUnansweredBy(tried.line().provider().id())
            .setTaken(delivery.wire().getTaken() + 1);
    delivery.of().again(taken.build(), now.plus(awaited.within()), now);
  }

  private void unreached(PolledDelivery delivery) {
    DeliveryEvent.Builder event =
        event(delivery, DeliveryStatus.FAILED, clock.instant())
            .setStep(delivery.stepWithoutAttempt())
            .setReason(FailureCode.RECIPIENT_UNAVAILABLE.apiName());
    end(delivery, event, null);
  }

  /**
   * Nothing more is to be sent to a mailbox or number that is dead. It goes by the log, together
   * with the outcome, so that it is neither lost nor told of what did not happen.
   */
  private static void tellDead(Report.Tried tried) {
    PolledDelivery delivery = tried.delivery();
    switch (delivery.address().channel()) {
      case EMAIL, SMS, VOICE -> {
        DeadAddress dead =
            DeadAddress.newBuilder()
                .setChannel(delivery.address().channel().apiName())
                .setAddress(delivery.address().value())
                .setProvider(tried.line().provider().id())
                .build();
        delivery
            .of()
            .add(
                new Entry(
                    Topics.RECEIPTS,
                    delivery.of().record().partition(),
                    ReceiptRecord.newBuilder().addDeadAddresses(dead).build().toByteArray()));
      }
      // Taken from the recipient instead (A15): see Senders.
      case IOS, ANDROID, BROWSER, INAPP -> {}
    }
  }

  /** A receipt waits for this to be settled, or it is. */
  private void arrived(Report.Arrived arrived) {
    if (!arrived.settled()) {
      sent(arrived.delivery());
    }
  }

  /** An attempt before this one was. */
  private void sent(PolledDelivery delivery) {
    add(
        delivery,
        event(delivery, DeliveryStatus.SENT, clock.instant())
            .setStep(delivery.stepWithoutAttempt()));
  }

  private void cutOff(Report.CutOff cutOff) {
    PolledDelivery delivery = cutOff.delivery();
    Attempt.Builder attempt =
        Attempt.newBuilder()
            .setAt(cutOff.begun().at().toEpochMilli())
            .setProvider(cutOff.begun().provider());
    AttemptWords.describe(attempt, new Outcome.Unknown(CUT_OFF), delivery.address());
    DeliveryEvent.Builder event =
        event(delivery, DeliveryStatus.FAILED, clock.instant())
            .setStep(delivery.stepOfAttempt())
            .setAttempt(attempt);
    stop(delivery, event, cutOff.content());
  }

  /**
   * It ends because it may have been sent: no other channel is tried, which could say the same
   * twice, but it lies in the inbox, where looking is up to the recipient.
   */
  private void stop(PolledDelivery delivery, DeliveryEvent.Builder event, Content content) {
    add(delivery, event.setReason(FailureCode.NO_ANSWER.apiName()));
    leaveForInbox(delivery, content);
  }

  /** The delivery with what the next attempt must know of this one. */
  private static Delivery afterAttempt(Report.Tried tried) {
    PolledDelivery delivery = tried.delivery();
    Delivery.Builder next = delivery.wire().toBuilder().setAttempts(delivery.attempt());
    String provider = tried.line().provider().id();
    return switch (tried.outcome()) {
      case Outcome.Unknown _ -> next.clearFailedBy().clearTaken().setUnansweredBy(provider).build();
      case Outcome.TryLater(FailureCode code, _, _) when code.blame() == Blame.RECIPIENT ->
          next.clearFailedBy().build();
      case Outcome.TryLater _ -> next.setFailedBy(provider).build();
      case Outcome.Accepted _, Outcome.Refused _, Outcome.AddressGone _ -> next.build();
    };
  }

  private void impossible(Report.Impossible impossible) {
    PolledDelivery delivery = impossible.delivery();
    String code = impossible.code().apiName();
    Attempt.Builder attempt =
        Attempt.newBuilder()
            .setAt(impossible.at().toEpochMilli())
            .setProvider(impossible.line().provider().id());
    AttemptWords.describe(
        attempt, new Outcome.Refused(impossible.code(), impossible.detail()), delivery.address());
    DeliveryEvent.Builder event =
        event(delivery, DeliveryStatus.FAILED, clock.instant())
            .setStep(delivery.stepOfAttempt())
            .setReason(code)
            .setAttempt(attempt);
    hopOr(delivery, event, () -> {});
  }

  /** The delivery ends undelivered: another channel is next, or the inbox. */
  private void end(
      PolledDelivery delivery, DeliveryEvent.Builder event, @Nullable Content content) {
    hopOr(delivery, event, () -> leaveForInbox(delivery, content));
  }

  private void hopOr(PolledDelivery delivery, DeliveryEvent.Builder event, Runnable otherwise) {
    Delivery wire = delivery.wire();
    Channel next =
        wire.getNextCount() == 0 ? null : Channel.named(wire.getNext(0).getChannel()).orElse(null);
    if (next == null) {
      add(delivery, event);
      otherwise.run();
      return;
    }
    Hop hop = wire.getNext(0);
    add(delivery, event.setNext(hop).setNextAddress(new Address(next, hop.getAddress()).masked()));
    DeliveryRecord follower =
        DeliveryRecord.newBuilder()
            .setMessage(delivery.of().message())
            .addDeliveries(
                Delivery.newBuilder()
                    .setId(hop.getDeliveryId())
                    .setRecipient(wire.getRecipient())
                    .setAddress(hop.getAddress())
                    .setLocale(wire.getLocale())
                    .setTimeZone(wire.getTimeZone())
                    .addAllNext(wire.getNextList().subList(1, wire.getNextCount())))
            .build();
    delivery
        .of()
        .add(
            new Entry(
                Topics.deliveries(next, delivery.of().priority()),
                delivery.of().record().partition(),
                follower.toByteArray()));
  }

  private void leaveForInbox(PolledDelivery delivery, @Nullable Content known) {
    Channel channel = delivery.address().channel();
    if (delivery.recipient() == null || channel == Channel.INAPP) {
      return;
    }
    Content content = known == null ? rendered(delivery) : known;
    if (content == null) {
      return;
    }
    UndeliveredRecord undelivered =
        UndeliveredRecord.newBuilder()
            .setMessage(delivery.of().message())
            .setChannel(channel.apiName())
            .setDelivery(delivery.wire())
            .setContent(ByteString.copyFrom(Json.write(content.fields())))
            .setAt(clock.millis())
            .build();
    delivery
        .of()
        .add(
            new Entry(
                Topics.UNDELIVERED, delivery.of().record().partition(), undelivered.toByteArray()));
  }

  private @Nullable Content rendered(PolledDelivery delivery) {
    return switch (rendering.of(delivery)) {
      case Renderer.Rendered.Ready(Content content) -> content;
      case Renderer.Rendered.Impossible _, Renderer.Rendered.NotNow _ -> null;
    };
  }

  private static DeliveryEvent.Builder event(
      PolledDelivery delivery, DeliveryStatus status, Instant at) {
    DeliveryStatus previous =
        delivery.wire().getAttempts() == 0 ? DeliveryStatus.PENDING : waiting(delivery.wire());
    return DeliveryEvent.newBuilder()
        .setDeliveryId(delivery.wire().getId())
        .setRecipient(delivery.wire().getRecipient())
        .setAddress(delivery.address().masked())
        .setAt(at.toEpochMilli())
        .setStatus(status.apiName())
        .setPrevious(previous.apiName());
  }

  /** How a delivery is called that had an attempt and waits. */
  private static DeliveryStatus waiting(Delivery delivery) {
    return delivery.getTaken() > 0 ? DeliveryStatus.SENDING : DeliveryStatus.RETRYING;
  }

  private static void add(PolledDelivery delivery, DeliveryEvent.Builder event) {
    delivery.of().add(event.build());
  }
}
