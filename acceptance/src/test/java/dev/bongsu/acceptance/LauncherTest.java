package dev.bongsu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as {@code cron} and {@code systemd} start it: without a home, and without a locale.
 */
class LauncherTest {
  /** Spelled in bytes, since the JVM of this test may be without a locale as well. */
  private static final String INSTALLED =
      """
      place="$1/$(printf '\\353\\264\\211\\354\\210\\230')"
      mkdir -p "$place/app/target"
      cp "$2/bongsu" "$place"
      ln -s "$2/app/target/bongsu.jar" "$2/app/target/lib" "$place/app/target"
      env -i PATH="$PATH" JAVA_HOME="$3" "$place/bongsu" serve --help
      status=$?
      ls "$place/app/target"
      exit $status
      """;

  @Test
  void it_starts_from_a_path_in_korean_and_prepares_nothing_only_to_explain_itself(
      @TempDir Path directory) throws Exception {
    Path said = Files.createFile(directory.resolve("said"));
    int status = install(directory, said);

    assertThat(said)
        .content()
        .contains("Usage: bongsu serve")
        .endsWith("bongsu.jar\nlib\n")
        .doesNotContain("bongsu: ");
    assertThat(status).isZero();
  }

  private int install(Path directory, Path said) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "bash",
            "-c",
            INSTALLED,
            "bash",
            directory.toString(),
            Project.root().toString(),
            System.getProperty("java.home"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(said.toFile())
        .start()
        .waitFor();
  }
}
