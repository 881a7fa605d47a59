package dev.bongsu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.InvalidException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How much room on the disk is asked for and taken. */
class ConfiguredSizesTest {
  private static final long MB = 1L << 20;

  private static Configuration read(Map<String, @Nullable Object> values) throws InvalidException {
    return Configuration.read(new SettingsTree(values, Path.of("")));
  }

  @Test
  void by_default_the_log_takes_10_gigabytes_and_half_a_gigabyte_stays_free() {
    assertThat(Configuration.defaults().log())
        .isEqualTo(new Configuration.LogPlace.Embedded(10_240 * MB));
    assertThat(Configuration.defaults().freeDiskBytes()).isEqualTo(512 * MB);
  }

  @Test
  void both_are_configured_in_megabytes() throws Exception {
    Configuration configuration =
        read(
            Map.of(
                "log", Map.of("maxMegabytes", 200_000),
                "limits", Map.of("freeDiskMegabytes", 0)));

    assertThat(configuration.log()).isEqualTo(new Configuration.LogPlace.Embedded(200_000 * MB));
    assertThat(configuration.freeDiskBytes()).isZero();
  }

  @Test
  void a_log_too_small_for_its_topics_or_not_ours_to_bound_is_refused() {
    assertThatThrownBy(() -> readAll(Map.of("log", Map.of("maxMegabytes", 1023))))
        .isInstanceOf(InvalidException.class);
    assertThatThrownBy(() ->
            readAll(Map.of("log", Map.of("bootstrapServers", "k:9092", "maxMegabytes", 2048))))
        .isInstanceOf(InvalidException.class);
  }

  private static void readAll(Map<String, @Nullable Object> values) throws InvalidException {
    SettingsTree tree = new SettingsTree(values, Path.of(""));
    Configuration.read(tree);
    tree.fields().done();
  }
}
