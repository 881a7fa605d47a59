package dev.bongsu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

  /** Where a program stands that is built and not yet prepared, with a JDK of ours. */
  private Path unprepared(Path directory, String java) throws IOException {
    Path jdk = directory.resolve("jdk");
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    for (String program : List.of("java", "javac")) {
      Path file = Files.writeString(jdk.resolve("bin").resolve(program), "#!/bin/sh\n" + java);
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    Path target = Files.createDirectories(directory.resolve("home/app/target"));
    Files.createFile(target.resolve("bongsu.jar"));
    return Files.copy(
        Project.root().resolve("bongsu"),
        directory.resolve("home/bongsu"),
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static ProcessBuilder launcher(Path program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", program.resolveSibling("../jdk").normalize().toString());
    return builder;
  }

  @Test
  void a_faulty_option_is_told_alone_before_anything_is_prepared(@TempDir Path directory)
      throws Exception {
    Path program =
        unprepared(
            directory,
            """
            case "$*" in *--check) echo 'bongsu: --port: wanted a port' >&2; exit 2 ;; esac
            echo started "$@" >&2
            """);
    Path said = directory.resolve("said");

    int status =
        launcher(program, "serve", "--port", "70000")
            .redirectError(said.toFile())
            .start()
            .waitFor();

    assertThat(said).hasContent("bongsu: --port: wanted a port\n");
    assertThat(status).isEqualTo(2);
  }

  @Test
  void whoever_ends_it_while_it_prepares_ends_what_it_started(@TempDir Path directory)
      throws Exception {
    Path program =
        unprepared(
            directory,
            """
            case "$*" in *--check) exit 0 ;; *train) exec sleep 300 ;; esac
            exit 9
            """);
    Process launcher = launcher(program, "serve").start();
    ProcessHandle preparing = awaitChild(launcher);

    launcher.destroy();

    assertThat(launcher.waitFor()).isEqualTo(143);
    assertThat(preparing.onExit().orTimeout(10, TimeUnit.SECONDS).join().isAlive()).isFalse();
  }

  /** The process that prepares; what looked at the options before was another. */
  private static ProcessHandle awaitChild(Process launcher) throws Exception {
    List<ProcessHandle> found = new ArrayList<>();
    Await.until(
        "something is prepared",
        Duration.ofSeconds(20),
        () -> {
          launcher
              .descendants()
              .filter(each -> each.info().command().orElse("").endsWith("sleep"))
              .forEach(found::add);
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  @Test
  void a_heap_that_is_no_size_is_one_line_and_exit_2(@TempDir Path directory) throws Exception {
    ProcessBuilder builder = launcher(unprepared(directory, "echo started >&2\n"), "serve");
    builder.environment().put("BONGSU_HEAP", "plenty");
    Path said = directory.resolve("said");

    int status = builder.redirectError(said.toFile()).start().waitFor();

    assertThat(said).hasContent("bongsu: BONGSU_HEAP: wanted a size like 688m but found plenty\n");
    assertThat(status).isEqualTo(2);
  }

  @Test
  void a_cache_that_does_not_fit_says_nothing(@TempDir Path directory) throws Exception {
    Path target = Files.createDirectories(directory.resolve("app/target"));
    Path jar = Project.root().resolve("app/target/bongsu.jar");
    Files.createSymbolicLink(target.resolve("bongsu.jar"), jar);
    Files.createSymbolicLink(target.resolve("lib"), jar.resolveSibling("lib"));
    Files.writeString(target.resolve("bongsu.aot"), "of another checkout");
    Path program =
        Files.copy(
            Project.root().resolve("bongsu"),
            directory.resolve("bongsu"),
            StandardCopyOption.COPY_ATTRIBUTES);
    Path said = directory.resolve("said");
    var builder = new ProcessBuilder(program.toString(), "--version");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));

    int status = builder.redirectError(said.toFile()).start().waitFor();

    assertThat(said).isEmptyFile();
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
