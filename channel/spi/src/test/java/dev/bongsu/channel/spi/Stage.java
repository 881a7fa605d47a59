package dev.bongsu.channel.spi;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.MovingClock;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.Entry;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.MemoryLog;
import dev.bongsu.log.Tier;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.DeliveryRecord;
import dev.bongsu.log.wire.Message;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.OutcomeRecord;
import dev.bongsu.log.wire.RetryRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A log in memory with a channel before it, for the tests of this room. */
final class Stage {
  final MovingClock clock = new MovingClock();
  final MemoryLog log = new MemoryLog(clock);
  final NotificationIds ids = new NotificationIds(clock, new Random(1));
  final Cancellations cancellations = Cancellations.of(log);
  final List<OutboundMessage> sent = new CopyOnWriteArrayList<>();
  final List<Address> gone = new CopyOnWriteArrayList<>();
  final Map<DeliveryId, Arrivals.Heard> heard = new ConcurrentHashMap<>();
  final List<Integer> askedOfTaken = new CopyOnWriteArrayList<>();
  final Map<String, OpenAttempts.Begun> begun = new ConcurrentHashMap<>();
  volatile boolean canBegin = true;
  volatile Function<OutboundMessage, Outcome> answer = _ -> new Outcome.Accepted("m1");
  volatile Renderer.Rendered rendered =
      new Renderer.Rendered.Ready(new Content(Map.of("text", "hello")));

  ChannelContext context() {
    return new ChannelContext(
        log,
        (_, _, _, _, _) -> rendered,
        cancellations,
        this::heard,
        this::begin,
        (_, address, _) -> gone.add(address),
        clock);
  }

  private Arrivals.Heard heard(DeliveryId delivery, int taken) {
    askedOfTaken.add(taken);
    return heard.getOrDefault(delivery, Arrivals.Heard.NOTHING);
  }

  private OpenAttempts.@Nullable Begun begin(
      DeliveryId delivery, int attempt, String provider, Instant until) {
    if (!canBegin) {
      throw new IllegalStateException("the database is away");
    }
    return begun.putIfAbsent(
        delivery + " " + attempt, new OpenAttempts.Begun(provider, clock.instant()));
  }

  /** Works off what lies in the log for this channel. */
  void run(Channel channel, ProviderLine... lines) throws InterruptedException {
    try (DeliveryLoop loop = new DeliveryLoop(channel, List.of(lines), context())) {
      for (int i = 0; i < 5; i++) {
        settle(loop);
      }
    }
  }

  ProviderLine line(String id) {
    return line(id, ProviderLine.DEFAULT_IN_FLIGHT, null);
  }

  ProviderLine line(String id, int maxInFlight, @Nullable Integer maxPerSecond) {
    return new ProviderLine(new OneByOne(id), maxInFlight, maxPerSecond, clock);
  }

  /** Turns until nothing is with a provider and nothing more is recorded. */
  static void settle(DeliveryLoop loop) throws InterruptedException {
    loop.step(Duration.ZERO);
    while (loop.handedOver() > 0) {
      loop.step(Duration.ofMillis(1));
    }
    loop.step(Duration.ZERO);
  }

  /** Time passes in steps of three seconds, in which everything turns. */
  void pass(DeliveryLoop loop, List<TierLoop> tiers, Duration time) throws InterruptedException {
    for (long seconds = 0; seconds < time.toSeconds(); seconds += 3) {
      for (TierLoop tier : tiers) {
        tier.step(Duration.ZERO);
      }
      settle(loop);
      clock.advance(Duration.ofSeconds(3));
    }
  }

  Message.Builder message() {
    return Message.newBuilder()
        .setNotificationId(ByteString.copyFrom(ids.next().bytes()))
        .setSender("shop")
        .setPriority("normal")
        .setTemplate("order-shipped")
        .setAcceptedAt(clock.millis())
        .setExpiresAt(clock.instant().plus(Duration.ofDays(3)).toEpochMilli());
  }

  static Delivery.Builder delivery(Message.Builder message, Channel channel, String recipient) {
    String address =
        channel == Channel.EMAIL ? recipient + "@example.com" : "token-of-" + recipient;
    NotificationId notification = NotificationId.of(message.getNotificationId().toByteArray());
    return Delivery.newBuilder()
        .setId(
            ByteString.copyFrom(
                DeliveryId.of(
                        notification, new RecipientId(recipient), new Address(channel, address))
                    .bytes()))
        .setRecipient(recipient)
        .setAddress(address);
  }

  void append(Channel channel, Message.Builder message, Delivery.Builder... deliveries) {
    DeliveryRecord.Builder record = DeliveryRecord.newBuilder().setMessage(message);
    Arrays.stream(deliveries).forEach(record::addDeliveries);
    Priority priority = Priority.named(message.getPriority()).orElseThrow();
    append(Topics.deliveries(channel, priority), record.build().toByteArray());
  }

  void append(String topic, byte[] value) {
    try {
      log.writer().append(new Entry(topic, 1, value)).await();
    } catch (LogUnavailableException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All events in the log. */
  List<DeliveryEvent> events() {
    return parsed(Topics.OUTCOMES, OutcomeRecord::parseFrom).stream()
        .flatMap(record -> record.getGroupsList().stream())
        .map(OutcomeGroup::getEventsList)
        .flatMap(List::stream)
        .toList();
  }

  List<RetryRecord> retries(Tier tier) {
    return parsed(tier.topic(), RetryRecord::parseFrom);
  }

  <T> List<T> parsed(String topic, Parser<T> parser) {
    List<T> all = new ArrayList<>();
    for (LogRecord record : log.records(topic)) {
      try {
        all.add(parser.parse(record.value()));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
    }
    return all;
  }

  static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  interface Parser<T> {
    T parse(byte[] bytes) throws InvalidProtocolBufferException;
  }

  private final class OneByOne implements Provider.OneByOne {
    private final String id;

    OneByOne(String id) {
      this.id = id;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public Outcome send(OutboundMessage message) {
      sent.add(message);
      return answer.apply(message);
    }

    @Override
    public void close() {}
  }
}
