package dev.bongsu.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryLogTest extends LogContract {
  private final MemoryLog log = new MemoryLog(Clock.systemUTC());

  @Override
  Log log() {
    return log;
  }

  @Override
  Log afterKill() {
    log.crash();
    return log;
  }

  @Test
  void a_log_that_is_away_refuses_appends_and_keeps_what_is_finished_until_it_is_back()
      throws Exception {
    append(LOW, 0, "work");
    LogReader reader = log.reader(spec(10));
    finishAll(reader, reader.poll(Duration.ZERO));
    log.breakDown("unplugged");

    assertThatThrownBy(() -> append(LOW, 0, "more"))
        .isInstanceOf(LogUnavailableException.class)
        .hasMessage("unplugged");
    assertThat(log.problem()).isEqualTo("unplugged");
    assertThat(reader.commit()).isZero();
    assertThat(reader.poll(Duration.ZERO)).isEmpty();

    log.heal();
    assertThat(reader.commit()).isEqualTo(1);
    assertThat(log.records(LOW)).extracting(LogContract::text).isEqualTo(List.of("work"));
  }
}
