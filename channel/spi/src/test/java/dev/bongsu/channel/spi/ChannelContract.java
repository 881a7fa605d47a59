package dev.bongsu.channel.spi;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.MovingClock;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.TraceParent;
import dev.bongsu.log.Tier;
import dev.bongsu.log.wire.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * What every channel with a provider outside of this process does: each class of answer becomes the
 * right outcome, and neither a secret nor an address leaves in an outcome or in the log.
 */
public abstract class ChannelContract {
  /** Stands wherever the provider takes a secret; a server in the test may repeat it. */
  protected static final String SECRET = "s3cr3t-that-must-not-leak";

  /** For how long a provider that throttles wishes to be left alone. */
  protected static final Duration WISH = Duration.ofSeconds(7);

  /** Of what tests send; a provider gets it where its protocol has headers. */
  public static final TraceParent TRACE =
      new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

  /** Nobody listens on it, and nobody who asks for a free port is given it. */
  protected static final int NOBODYS_PORT = 1;

  private static final Duration OUTAGE = Duration.ofMinutes(10);
  private static final int DURING_OUTAGE = 30;

  /** What the provider's server does. */
  public enum Behaviour {
    ACCEPTS,
    /** For its content or policy. */
    REFUSES_MESSAGE,
    KNOWS_NO_SUCH_ADDRESS,
    REFUSES_CREDENTIALS,
    IS_BUSY,
    /** And wishes to be left alone for {@link #WISH}, where its protocol has words for that. */
    THROTTLES,
    LISTENS_NOWHERE,
    HANGS_BEFORE_THE_BODY,
    RESETS_BEFORE_THE_BODY,
    HANGS_AFTER_THE_BODY,
    RESETS_AFTER_THE_BODY,
    FINDS_IT_TOO_LARGE,
    ANSWERS_NONSENSE,
    SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED
  }

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private Level levelBefore = Level.INFO;
  private Duration silence = Duration.ofMillis(900);

  /**
   * A provider whose server behaves like this, with {@link #SECRET}, and with a time-out under a
   * second where the server hangs. Refusals repeat the address and, where they were given it, the
   * secret.
   */
  protected abstract Provider.OneByOne provider(Behaviour behaviour);

  /** Whether a provider can say for how long it wants to be left alone. */
  protected boolean hasWordsForWishes() {
    return true;
  }

  /** Short where the server hangs, since the test waits for it. */
  protected Duration timeout(Behaviour behaviour) {
    return switch (behaviour) {
      case HANGS_BEFORE_THE_BODY, HANGS_AFTER_THE_BODY -> silence;
      default -> Duration.ofSeconds(30);
    };
  }

  /** An address that is well-formed for the channel. */
  protected abstract Address address();

  /** Something to say. */
  protected abstract Content content();

  @BeforeEach
  void listen() {
    levelBefore = root.getLevel();
    root.setLevel(Level.TRACE);
    logged.start();
    root.addAppender(logged);
  }

  @AfterEach
  void listenNoMore() {
    root.detachAppender(logged);
    root.setLevel(levelBefore);
  }

  @Test
  void a_message_that_is_taken_is_accepted() throws InterruptedException {
    assertThat(outcome(Behaviour.ACCEPTS)).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void a_message_refused_for_good_is_refused() throws InterruptedException {
    assertThat(refusal(Behaviour.REFUSES_MESSAGE)).isEqualTo(FailureCode.MESSAGE_REFUSED);
  }

  @Test
  void an_address_that_does_not_exist_is_gone() throws InterruptedException {
    assertThat(outcome(Behaviour.KNOWS_NO_SUCH_ADDRESS)).isInstanceOf(Outcome.AddressGone.class);
  }

  @Test
  void refused_credentials_are_no_fault_of_the_message() throws InterruptedException {
    assertThat(later(Behaviour.REFUSES_CREDENTIALS)).isEqualTo(FailureCode.CREDENTIALS_REFUSED);
  }

  @Test
  void a_busy_provider_is_tried_again() throws InterruptedException {
    assertThat(later(Behaviour.IS_BUSY))
        .isIn(FailureCode.PROVIDER_BUSY, FailureCode.THROTTLED, FailureCode.RECIPIENT_UNAVAILABLE);
  }

  @Test
  void a_provider_that_is_not_there_is_tried_again() throws InterruptedException {
    assertThat(later(Behaviour.LISTENS_NOWHERE)).isEqualTo(FailureCode.PROVIDER_UNREACHABLE);
  }

  @Test
  void silence_before_the_body_means_that_nothing_was_sent() throws InterruptedException {
    assertThat(later(Behaviour.HANGS_BEFORE_THE_BODY)).isEqualTo(FailureCode.PROVIDER_UNREACHABLE);
  }

  @Test
  void a_reset_before_the_body_means_that_nothing_was_sent() throws InterruptedException {
    assertThat(later(Behaviour.RESETS_BEFORE_THE_BODY)).isEqualTo(FailureCode.PROVIDER_UNREACHABLE);
  }

  @Test
  void silence_after_the_body_leaves_it_unknown() throws InterruptedException {
    Outcome outcome = outcome(Behaviour.HANGS_AFTER_THE_BODY);
    // On a busy machine the time may be over before the body is on its way.
    for (int seconds = 5; seconds <= 45 && outcome instanceof Outcome.TryLater; seconds *= 3) {
      silence = Duration.ofSeconds(seconds);
      outcome = outcome(Behaviour.HANGS_AFTER_THE_BODY);
    }
    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void a_reset_after_the_body_leaves_it_unknown() throws InterruptedException {
    assertThat(outcome(Behaviour.RESETS_AFTER_THE_BODY)).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void what_is_too_large_is_refused_as_that() throws InterruptedException {
    assertThat(refusal(Behaviour.FINDS_IT_TOO_LARGE)).isEqualTo(FailureCode.PAYLOAD_TOO_LARGE);
  }

  @Test
  void nonsense_is_the_providers_fault() throws InterruptedException {
    assertThat(later(Behaviour.ANSWERS_NONSENSE)).isEqualTo(FailureCode.PROVIDER_FAULT);
  }

  @Test
  void a_certificate_of_nobody_trusted_ends_the_talk() throws InterruptedException {
    assertThat(later(Behaviour.SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED))
        .isEqualTo(FailureCode.TLS_FAILED);
  }

  @Test
  void a_provider_that_throttles_is_left_alone_for_as_long_as_it_wishes()
      throws InterruptedException {
    Outcome outcome = outcome(Behaviour.THROTTLES);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.TryLater.class,
            later -> {
              assertThat(later.code()).isIn(FailureCode.THROTTLED, FailureCode.PROVIDER_BUSY);
              assertThat(later.retryAfter()).isEqualTo(hasWordsForWishes() ? WISH : null);
            });
    if (hasWordsForWishes()) {
      var clock = new MovingClock();
      var line = line(clock, () -> outcome);

      assertThat(calls(line, clock, WISH)).as("calls until the wish is over").isEqualTo(1);
      assertThat(calls(line, clock, Duration.ofSeconds(1))).as("and then").isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hello\r\nBcc: mallory@example.com\r\n\r\n.\r\nQUIT\r\n",
        "bell \u0007 escape \u001b[31m delete \u007f nothing \u0000 end \ufffe",
        "</Say><Dial>+15550199999</Dial> \"quoted\" 'too' & ]]> <script>alert(1)</script>",
        "\u202eright to left\u202c \ud83d\udc69\u200d\ud83d\ude80 e\u0301 \u1112\u1161\u11ab \u2028 \ufeff"
      })
  void hostile_content_is_sent_as_content_or_refused_as_that(String hostile)
      throws InterruptedException {
    try (Provider.OneByOne provider = provider(Behaviour.ACCEPTS)) {
      Outcome outcome = provider.send(message(filledWith(hostile)));

      assertThat(outcome).isInstanceOfAny(Outcome.Accepted.class, Outcome.Refused.class);
      assertThat(provider.send(message(content()))).isInstanceOf(Outcome.Accepted.class);
    }
  }

  @Test
  void refused_credentials_are_an_alarm_and_no_storm_of_attempts() throws InterruptedException {
    var clock = new MovingClock();
    var line = line(clock, () -> outcome(Behaviour.REFUSES_CREDENTIALS));

    int calls = calls(line, clock, Duration.ofMinutes(10));

    assertThat(line.circuit().alarmed()).isTrue();
    assertThat(calls).isBetween(2, 30);
  }

  @Test
  void a_provider_that_was_down_for_ten_minutes_meets_no_storm() throws InterruptedException {
    var clock = new MovingClock();
    Behaviour[] behaviour = {Behaviour.LISTENS_NOWHERE};
    var line = line(clock, () -> outcome(behaviour[0]));

    assertThat(calls(line, clock, Duration.ofMinutes(10))).isBetween(20, 60);
    behaviour[0] = Behaviour.ACCEPTS;
    assertThat(calls(line, clock, CircuitBreaker.LONGEST_WAIT)).isPositive();
    assertThat(line.circuit().problem()).isNull();
  }

  @Test
  void nothing_is_lost_or_sent_twice_by_a_provider_that_was_down_for_ten_minutes()
      throws InterruptedException {
    var stage = new Stage();
    for (int i = 0; i < DURING_OUTAGE; i++) {
      Message.Builder message = stage.message();
      stage.append(
          address().channel(), message, Stage.delivery(message, address().channel(), "u" + i));
    }
    List<TierLoop> tiers =
        Arrays.stream(Tier.values())
            .map(tier -> new TierLoop(tier, stage.log, stage.clock))
            .toList();
    ProviderLine line = stage.line("only", 4, null);
    try (var loop = new DeliveryLoop(address().channel(), List.of(line), stage.context())) {
      try (Provider.OneByOne down = provider(Behaviour.LISTENS_NOWHERE)) {
        stage.answer = _ -> sent(down);
        stage.pass(loop, tiers, OUTAGE);
      }
      assertThat(stage.sent).as("attempts while it was down").hasSizeBetween(20, 60);
      stage.sent.clear();
      try (Provider.OneByOne back = provider(Behaviour.ACCEPTS)) {
        stage.answer = _ -> sent(back);
        stage.pass(loop, tiers, OUTAGE);
      }
    } finally {
      tiers.forEach(TierLoop::close);
    }

    assertThat(stage.sent).as("what arrived, each once").hasSize(DURING_OUTAGE);
    assertThat(stage.events().stream().filter(event -> event.getStatus().equals("sent")))
        .hasSize(DURING_OUTAGE);
  }

  @ParameterizedTest
  @EnumSource(Behaviour.class)
  void no_secret_and_no_address_leaves(Behaviour behaviour) throws InterruptedException {
    String shown = outcome(behaviour).toString();

    assertThat(shown).doesNotContain(SECRET, address().value());
    for (ILoggingEvent event : logged()) {
      String line = event.getFormattedMessage() + event.getThrowableProxy();
      assertThat(line).doesNotContain(SECRET, address().value());
    }
  }

  /** What was logged until now; threads of providers may go on. */
  private List<ILoggingEvent> logged() {
    synchronized (logged) {
      return List.copyOf(logged.list);
    }
  }

  @ParameterizedTest
  @EnumSource(Behaviour.class)
  void the_providers_words_are_kept_short(Behaviour behaviour) throws InterruptedException {
    assertThat(outcome(behaviour).toString()).hasSizeLessThan(700);
  }

  /** A message of this content to {@link #address()}, of {@link #TRACE}. */
  protected OutboundMessage message(Content content) {
    return SampleMessage.to(address(), content).recipient("u1").message();
  }

  /** Every text of {@link #content()} is this one instead. */
  private Content filledWith(String text) {
    Map<String, Object> fields = new LinkedHashMap<>(content().fields());
    fields.replaceAll((_, value) -> value instanceof String ? text : value);
    return new Content(fields);
  }

  private static ProviderLine line(Clock clock, Attempt attempt) {
    return new ProviderLine(
        new Provider.OneByOne() {
          @Override
          public String id() {
            return "contract";
          }

          @Override
          public Outcome send(OutboundMessage message) throws InterruptedException {
            return attempt.outcome();
          }

          @Override
          public void close() {}
        },
        ProviderLine.DEFAULT_IN_FLIGHT,
        null,
        clock);
  }

  private interface Attempt {
    Outcome outcome() throws InterruptedException;
  }

  /**
   * How many calls there are within this time if there is always a message that waits; it ends with
   * the second in which one is taken.
   */
  private int calls(ProviderLine line, MovingClock clock, Duration time)
      throws InterruptedException {
    int calls = 0;
    for (long millis = 0; millis < time.toMillis() && line.accepted() == 0; millis += 1_000) {
      while (line.accepted() == 0
          && calls < 1_000
          && line.offer(false) == ProviderLine.Offer.TAKEN
          && line.provider() instanceof Provider.OneByOne provider) {
        line.answered(provider.send(message(content())), 5);
        calls++;
      }
      clock.advance(Duration.ofSeconds(1));
    }
    return calls;
  }

  private Outcome sent(Provider.OneByOne provider) {
    try {
      return provider.send(message(content()));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Outcome outcome(Behaviour behaviour) throws InterruptedException {
    try (Provider.OneByOne provider = provider(behaviour)) {
      return provider.send(message(content()));
    }
  }

  private FailureCode refusal(Behaviour behaviour) throws InterruptedException {
    Outcome outcome = outcome(behaviour);
    if (outcome instanceof Outcome.Refused(FailureCode code, _)) {
      return code;
    }
    throw new AssertionError(behaviour + " made " + outcome);
  }

  private FailureCode later(Behaviour behaviour) throws InterruptedException {
    Outcome outcome = outcome(behaviour);
    if (outcome instanceof Outcome.TryLater(FailureCode code, _, _)) {
      return code;
    }
    throw new AssertionError(behaviour + " made " + outcome);
  }
}
