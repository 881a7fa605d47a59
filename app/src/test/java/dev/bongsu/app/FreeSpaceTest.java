package dev.bongsu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeSpaceTest {
  private static final long MB = 1L << 20;

  private final List<@Nullable String> told = new ArrayList<>();
  private long free = 10_000 * MB;
  private final FreeSpace space = new FreeSpace(Path.of("/data"), 512 * MB, this::free, told::add);

  private long free() throws IOException {
    if (free < 0) {
      throw new IOException("gone");
    }
    return free;
  }

  private @Nullable String problemAt(long megabytes) {
    free = megabytes * MB;
    space.run();
    return space.problem();
  }

  @Test
  void below_what_is_wanted_nothing_new_is_accepted_and_what_was_accepted_goes_on() {
    assertThat(problemAt(512)).isNull();

    assertThat(problemAt(511))
        .isEqualTo("only 511 MB are free in /data and 512 MB are wanted: nothing new is accepted");

    assertThat(told).containsOnlyNulls();
  }

  @Test
  void below_half_of_it_all_work_waits() {
    assertThat(problemAt(255)).endsWith("nothing new is accepted, and what was accepted waits");

    assertThat(told).containsExactly(space.problem());
  }

  @Test
  void work_goes_on_when_there_is_a_little_more_than_where_it_stopped() {
    problemAt(255);
    assertThat(problemAt(300)).contains("waits");
    assertThat(problemAt(320)).contains("nothing new").doesNotContain("waits");
    assertThat(problemAt(540)).contains("nothing new");

    assertThat(problemAt(576)).isNull();

    assertThat(told).hasSize(3).last().isNull();
  }

  @Test
  void a_place_that_cannot_be_measured_is_taken_to_be_as_it_was() {
    problemAt(400);

    assertThat(problemAt(-1)).contains("only 400 MB");
  }

  @Test
  void a_start_is_refused_where_less_than_half_is_left(@TempDir Path directory) throws Exception {
    FreeSpace.require(directory, 0);

    assertThatThrownBy(() -> FreeSpace.require(directory, Long.MAX_VALUE))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("of free space in " + directory + " but found");
  }
}
