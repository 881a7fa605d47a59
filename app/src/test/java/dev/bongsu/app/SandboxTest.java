package dev.bongsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.spi.Receipts;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.channel.voice.CallRules;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.sandbox.FaultMode;
import dev.bongsu.sandbox.Faults;
import dev.bongsu.sandbox.InjectedFault;
import dev.bongsu.sandbox.SandboxMessages;
import java.io.FileNotFoundException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each stand-in with each fault, met by the very provider that {@code serve} has there. */
class SandboxTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final URI NOBODY = URI.create("http://localhost:1");

  /** Faults meet half of all messages, and it is always this half; tells when one is met. */
  private final Semaphore met = new Semaphore(0);

  private final RandomGenerator random =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          throw new UnsupportedOperationException("nobody asks for it");
        }

        @Override
        public double nextDouble() {
          met.release();
          return 0;
        }
      };

  private Sandbox sandbox =
      Sandbox.start(List.of(), StandIns.USUAL, _ -> Map.of(), NOBODY, CLOCK, random);

  /** What a fault comes to. */
  private record Expected(FaultMode mode, Class<? extends Outcome> outcome, int kept) {}

  private static final List<Expected> ALL =
      List.of(
          new Expected(FaultMode.NONE, Outcome.Accepted.class, 1),
          new Expected(FaultMode.DUPLICATE_RECEIPTS, Outcome.Accepted.class, 1),
          new Expected(FaultMode.LATE_RECEIPTS, Outcome.Accepted.class, 1),
          new Expected(FaultMode.LOSE, Outcome.Accepted.class, 0),
          new Expected(FaultMode.REJECT, Outcome.Refused.class, 0),
          new Expected(FaultMode.RETRYABLE, Outcome.TryLater.class, 0),
          new Expected(FaultMode.THROTTLE, Outcome.TryLater.class, 0));

  static Stream<Arguments> standIns() {
    return Arrays.stream(Channel.values())
        .flatMap(
            channel -> Sandbox.types(channel).stream().map(type -> Arguments.of(channel, type)));
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  @ParameterizedTest
  @MethodSource("standIns")
  void every_fault_is_met_as_its_name_says(Channel channel, String type, @TempDir Path data)
      throws Exception {
    open(channel, type);
    try (Provider.OneByOne provider = provider(channel, data)) {
      OutboundMessage message = message(channel);
      for (Expected each : ALL) {
        faults().set(channel, new InjectedFault(each.mode(), 0.5));
        long before = messages().count();

        Outcome outcome = provider.send(message);

        assertThat(outcome).as(each.toString()).isInstanceOf(each.outcome());
        assertThat(messages().count() - before).as(each.toString()).isEqualTo(each.kept());
        if (outcome instanceof Outcome.TryLater(FailureCode code, _, _)) {
          assertThat(code)
              .as(each.toString())
              .isIn(
                  FailureCode.PROVIDER_BUSY,
                  FailureCode.THROTTLED,
                  FailureCode.RECIPIENT_UNAVAILABLE);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("standIns")
  void a_reset_takes_nothing(Channel channel, String type, @TempDir Path data) throws Exception {
    open(channel, type);
    faults().set(channel, new InjectedFault(FaultMode.RESET, 1));
    try (Provider.OneByOne provider = provider(channel, data)) {
      assertThat(provider.send(message(channel)))
          .isInstanceOfAny(Outcome.TryLater.class, Outcome.Unknown.class);
    }
    assertThat(messages().count()).isZero();
  }

  @ParameterizedTest
  @MethodSource("standIns")
  void a_time_out_takes_the_message_only_where_it_says_so(
      Channel channel, String type, @TempDir Path data) throws Exception {
    open(channel, type);
    for (FaultMode mode : List.of(FaultMode.TIMEOUT, FaultMode.ACCEPT_THEN_TIMEOUT)) {
      long before = messages().count();
      Outcome outcome = unanswered(channel, mode, data);

      assertThat(outcome).as(mode.apiName()).isInstanceOf(Outcome.Unknown.class);
      assertThat(messages().count() - before)
          .as(mode.apiName())
          .isEqualTo(mode == FaultMode.TIMEOUT ? 0 : 1);
    }
  }

  /** What a silence comes to that ends when the fault does, or else with its provider. */
  private Outcome unanswered(Channel channel, FaultMode mode, Path data) throws Exception {
    met.drainPermits();
    faults().set(channel, new InjectedFault(mode, 0.5));
    try (var executor = Executors.newVirtualThreadPerTaskExecutor();
        Provider.OneByOne provider = provider(channel, data)) {
      Future<Outcome> outcome = executor.submit(() -> provider.send(message(channel)));
      assertThat(met.tryAcquire(60, TimeUnit.SECONDS)).as("the message is there").isTrue();
      long kept = mode == FaultMode.TIMEOUT ? 0 : 1;
      while (kept > 0 && messages().count() == 0) {
        assertThat(outcome.isDone()).isFalse();
        Thread.onSpinWait();
      }
      faults().set(channel, InjectedFault.NONE);
      return outcome.get(60, TimeUnit.SECONDS);
    }
  }

  private void open(Channel channel, String type) {
    sandbox.close();
    sandbox =
        Sandbox.start(
            List.of(channel),
            new StandIns(Map.of(channel, type), CallRules.USUAL),
            _ -> Map.of(),
            NOBODY,
            CLOCK,
            random);
  }

  private Faults faults() {
    return sandbox.forFrontend().faults();
  }

  private SandboxMessages messages() {
    return sandbox.forFrontend().messages();
  }

  private Provider.OneByOne provider(Channel channel, Path data) {
    var around =
        new Surroundings(
            CLOCK,
            NOBODY,
            data,
            new Deaf(),
            message -> URI.create(NOBODY + "/u/" + message.id()),
            id -> {
              throw new FileNotFoundException(id);
            });
    return (Provider.OneByOne) sandbox.provider(channel).orElseThrow().open(around);
  }

  private OutboundMessage message(Channel channel) {
    var notification = new NotificationId(UUID.fromString("01931d6c-3b2a-7000-8000-0123456789ab"));
    var address = new Address(channel, address(channel));
    Instant now = CLOCK.instant();
    return new OutboundMessage(
        DeliveryId.of(notification, new RecipientId("u1"), address),
        notification,
        new RecipientId("u1"),
        address,
        new Content(
            switch (channel) {
              case EMAIL -> Map.of("subject", "Hello", "text", "Hello");
              case SMS -> Map.of("text", "Hello");
              case VOICE -> Map.of("say", "Hello");
              case ANDROID, IOS, BROWSER, INAPP -> Map.of("title", "Hello", "body", "Hello");
            }),
        Priority.NORMAL,
        null,
        null,
        now,
        now.plus(Duration.ofDays(3)),
        1,
        List.of(),
        null);
  }

  private String address(Channel channel) {
    return switch (channel) {
      case EMAIL -> "ann@example.com";
      case SMS, VOICE -> "+15550001234";
      case ANDROID -> "device-1";
      case IOS -> "ab".repeat(32);
      case BROWSER ->
          Json.writeText(Objects.requireNonNull(sandbox.forFrontend().pushService()).subscribe());
      case INAPP -> throw new IllegalArgumentException("it has no stand-in");
    };
  }

  /** Receipts come to nothing here. */
  private static final class Deaf implements Receipts {
    @Override
    public void take(List<Receipt> receipts) {
      // see above
    }

    @Override
    public void heard(String provider, List<Callbacks.Inbound> messages) {
      // see above
    }
  }
}
