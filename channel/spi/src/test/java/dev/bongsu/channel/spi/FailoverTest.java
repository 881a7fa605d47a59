package dev.bongsu.channel.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.log.Tier;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two providers behind one channel, and the log between their attempts. */
class FailoverTest {
  private static final Outcome TAKEN = new Outcome.Accepted(null);
  private static final Outcome DOWN =
      new Outcome.TryLater(FailureCode.PROVIDER_UNREACHABLE, null, "no connection");
  private static final Outcome BUSY = new Outcome.TryLater(FailureCode.PROVIDER_BUSY, null, null);
  private static final Outcome SILENT = new Outcome.Unknown("no answer in time");

  private static final Duration LONGEST_STEP = Duration.ofSeconds(3);

  private final Stage stage = new Stage();
  private final Map<String, Outcome> answers = new HashMap<>();
  private final List<TierLoop> tiers = new ArrayList<>();

  @AfterEach
  void close() {
    tiers.forEach(TierLoop::close);
  }

  @Test
  void a_message_that_one_provider_could_not_take_goes_to_the_next() throws InterruptedException {
    answers.put("first", BUSY);
    try (DeliveryLoop loop = loop(line("first"), line("second"))) {
      send(1);
      pass(loop, Duration.ofSeconds(6));
    }

    assertThat(attempts()).containsExactly("first retry", "second accepted");
  }

  @Test
  void a_full_mailbox_is_no_reason_to_ask_another_provider() throws InterruptedException {
    answers.put("first", new Outcome.TryLater(FailureCode.RECIPIENT_UNAVAILABLE, null, "full"));
    try (DeliveryLoop loop = loop(line("first"), line("second"))) {
      send(1);
      pass(loop, Duration.ofSeconds(6));
    }

    assertThat(attempts()).containsExactly("first retry", "first retry");
  }

  @Test
  void what_had_no_answer_is_left_alone_until_a_receipt_had_time_to_come()
      throws InterruptedException {
    answers.put("first", SILENT);
    try (DeliveryLoop loop = loop(line("first"), line("second"))) {
      send(1);
      pass(loop, Duration.ofSeconds(14));
      assertThat(attempts()).containsExactly("first unknown");

      pass(loop, Duration.ofSeconds(3));
    }
    assertThat(attempts()).hasSize(2);
  }

  @Test
  void what_had_no_answer_goes_to_the_same_provider_again_and_is_recorded_as_perhaps_twice()
      throws InterruptedException {
    answers.put("first", SILENT);
    try (DeliveryLoop loop = loop(line("first"), line("second"))) {
      send(1);
      pass(loop, Duration.ofSeconds(1));
      answers.put("first", TAKEN);
      pass(loop, Duration.ofSeconds(17));
    }

    assertThat(attempts()).containsExactly("first unknown", "first accepted");
    assertThat(stage.events().getLast().getAttempt().getDetail()).contains("sent twice");
  }

  @Test
  void what_had_no_answer_is_not_sent_again_once_its_receipt_has_come()
      throws InterruptedException {
    answers.put("first", SILENT);
    try (DeliveryLoop loop = loop(line("first"), line("second"))) {
      send(1);
      pass(loop, Duration.ofSeconds(1));
      DeliveryId id = DeliveryId.of(stage.events().getFirst().getDeliveryId().toByteArray());
      stage.heard.put(id, Arrivals.Heard.SETTLED);
      answers.put("first", TAKEN);
      pass(loop, Duration.ofMinutes(2));
    }

    assertThat(attempts()).containsExactly("first unknown");
    assertThat(stage.sent).hasSize(1);
  }

  @Test
  void one_that_recognises_repeats_is_asked_again_even_for_what_is_rather_never_sent_than_twice()
      throws InterruptedException {
    answers.put("first", SILENT);
    Message.Builder message = stage.message().setAfterUnknown("stop");
    stage.append(Channel.EMAIL, message, Stage.delivery(message, Channel.EMAIL, "u1"));
    try (DeliveryLoop loop = loop(recognising("first"), line("second"))) {
      pass(loop, Duration.ofSeconds(1));
      answers.put("first", TAKEN);
      pass(loop, Duration.ofSeconds(17));
    }

    assertThat(attempts()).containsExactly("first unknown", "first accepted");
    assertThat(stage.begun).isEmpty();
  }

  @Test
  void what_had_no_answer_waits_for_a_provider_that_recognises_repeats()
      throws InterruptedException {
    answers.put("first", SILENT);
    ProviderLine first = recognising("first");
    try (DeliveryLoop loop = loop(first, line("second"))) {
      send(1);
      pass(loop, Duration.ofSeconds(1));
      first.circuit().note(new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, null, null));
      first.circuit().note(TAKEN);
      answers.put("first", new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, null, null));
      pass(loop, Duration.ofSeconds(40));
      answers.put("first", TAKEN);
      pass(loop, Duration.ofMinutes(5));
    }

    assertThat(attempts()).first().isEqualTo("first unknown");
    assertThat(attempts()).last().isEqualTo("first accepted");
    assertThat(attempts()).noneMatch(attempt -> attempt.startsWith("second"));
  }

  @Test
  void others_go_past_a_message_that_must_wait_for_its_provider() throws InterruptedException {
    ProviderLine first = recognising("first");
    first.circuit().note(new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, null, null));
    try (DeliveryLoop loop = loop(first, line("second"))) {
      Message.Builder message = stage.message();
      stage.append(
          Channel.EMAIL,
          message,
          Stage.delivery(message, Channel.EMAIL, "waits").setAttempts(1).setUnansweredBy("first"));
      send(1);
      pass(loop, Duration.ofSeconds(1));
    }

    assertThat(attempts()).containsExactly("second accepted");
    assertThat(stage.retries(Tier.S30)).hasSize(1);
  }

  @Test
  void traffic_moves_from_a_provider_that_fails_often_and_drifts_back()
      throws InterruptedException {
    ProviderLine first = line("first");
    try (DeliveryLoop loop = loop(first, line("second"))) {
      alternate("first", true);
      List<Double> shares = new ArrayList<>();
      for (int second = 0; second < 60; second++) {
        if (second == 20) {
          alternate("first", false);
        }
        long firstBefore = first.calls();
        for (int tenth = 0; tenth < 10; tenth++) {
          send(10);
          pass(loop, Duration.ofMillis(100));
        }
        shares.add((first.calls() - firstBefore) / 100.0);
      }

      assertThat(shares.getFirst()).isGreaterThan(0.9);
      assertThat(shares.subList(10, 20)).allSatisfy(share -> assertThat(share).isLessThan(0.1));
      assertThat(shares.getLast()).isEqualTo(1.0);
      assertThat(shares.subList(20, 50)).anyMatch(share -> share > 0.2 && share < 0.8);
    }
    // Those that went wrong at the end of the first seconds are all through by now.
    assertThat(settled()).isEqualTo(6_000);
  }

  @Test
  void a_provider_that_is_down_for_ten_minutes_loses_nothing_and_meets_no_storm()
      throws InterruptedException {
    ProviderLine only = line("only");
    answers.put("only", DOWN);
    try (DeliveryLoop loop = loop(only)) {
      for (int step = 0; step < 200; step++) {
        send(10);
        pass(loop, Duration.ofSeconds(3));
      }
      assertThat(only.calls()).isLessThan(100);

      answers.put("only", TAKEN);
      List<Long> perSecond = new ArrayList<>();
      for (int second = 0; second < 200; second++) {
        long before = only.calls();
        for (int tenth = 0; tenth < 10; tenth++) {
          pass(loop, Duration.ofMillis(100));
        }
        perSecond.add(only.calls() - before);
      }
      int back = 0;
      while (perSecond.get(back) < 2) {
        back++;
      }
      assertThat(back).isLessThan(31);
      assertThat(perSecond.get(back)).isLessThanOrEqualTo(25);
      assertThat(perSecond.get(back + 1)).isLessThanOrEqualTo(60);
    }
    assertThat(settled()).isEqualTo(2_000);
  }

  @Test
  void refused_credentials_are_an_alarm_and_no_storm_of_attempts() throws InterruptedException {
    ProviderLine only = line("only");
    answers.put("only", new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, null, "535 no"));
    try (DeliveryLoop loop = loop(only)) {
      send(500);
      pass(loop, Duration.ofMinutes(2));
    }

    // What was on its way when the first answer came, then a probe every half minute.
    assertThat(only.calls()).isLessThan(256 + 10);
    assertThat(only.circuit().alarmed()).isTrue();
    assertThat(only.circuit().problem()).isEqualTo("provider only: credentials-refused");
  }

  private ProviderLine line(String id) {
    return new ProviderLine(provider(id, false), 256, null, stage.clock);
  }

  private ProviderLine recognising(String id) {
    return new ProviderLine(provider(id, true), 256, null, stage.clock);
  }

  private Provider.OneByOne provider(String id, boolean recognisesRepeats) {
    return new Provider.OneByOne() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public boolean recognisesRepeats() {
        return recognisesRepeats;
      }

      @Override
      public Outcome send(OutboundMessage message) {
        stage.sent.add(message);
        return answer(id, message);
      }

      @Override
      public void close() {}
    };
  }

  private synchronized Outcome answer(String id, OutboundMessage message) {
    boolean odd = message.id().value().getLeastSignificantBits() % 2 != 0;
    return answers.containsKey("half of " + id) && odd ? BUSY : answers.getOrDefault(id, TAKEN);
  }

  private synchronized void alternate(String id, boolean on) {
    if (on) {
      answers.put("half of " + id, BUSY);
    } else {
      answers.remove("half of " + id);
    }
  }

  private DeliveryLoop loop(ProviderLine... lines) {
    for (Tier tier : Tier.values()) {
      tiers.add(new TierLoop(tier, stage.log, stage.clock));
    }
    return new DeliveryLoop(Channel.EMAIL, List.of(lines), stage.context());
  }

  private void send(int count) {
    for (int i = 0; i < count; i++) {
      Message.Builder message = stage.message();
      Delivery.Builder delivery = Stage.delivery(message, Channel.EMAIL, "u" + i);
      stage.append(Channel.EMAIL, message, delivery);
    }
  }

  /** Time passes, in steps of at most three seconds. */
  private void pass(DeliveryLoop loop, Duration time) throws InterruptedException {
    Duration left = time;
    while (left.isPositive()) {
      Duration step = left.compareTo(LONGEST_STEP) < 0 ? left : LONGEST_STEP;
      turn(loop);
      stage.clock.advance(step);
      left = left.minus(step);
    }
    turn(loop);
  }

  private void turn(DeliveryLoop loop) throws InterruptedException {
    for (TierLoop tier : tiers) {
      tier.step(Duration.ZERO);
    }
    Stage.settle(loop);
  }

  /** Each attempt's provider and result, in order. */
  private List<String> attempts() {
    return stage.events().stream()
        .filter(DeliveryEvent::hasAttempt)
        .map(event -> event.getAttempt().getProvider() + " " + event.getAttempt().getResult())
        .toList();
  }

  private long settled() {
    return stage.events().stream()
        .filter(event -> event.getStatus().equals("sent"))
        .collect(Collectors.groupingBy(DeliveryEvent::getDeliveryId, Collectors.counting()))
        .values()
        .stream()
        .peek(count -> assertThat(count).isEqualTo(1))
        .count();
  }
}
