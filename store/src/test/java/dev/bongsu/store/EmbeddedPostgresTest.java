package dev.bongsu.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class EmbeddedPostgresTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  // Closed to everybody but us, as any temporary directory.
  @TempDir Path directory;

  private Path home = Path.of("");
  private final List<Process> children = new ArrayList<>();

  @BeforeEach
  void choose_a_directory() {
    home = directory.resolve("database");
  }

  @AfterEach
  void end_children() throws InterruptedException {
    for (Process child : children) {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void what_was_written_is_there_after_a_restart() throws SQLException {
    try (var server = start()) {
      execute(server.settings(), "CREATE TABLE x (a int)", "INSERT INTO x VALUES (1)");
    }
    try (var server = start()) {
      assertThat(value(server.settings(), "SELECT a FROM x")).isEqualTo("1");
    }
  }

  @Test
  void it_is_durable_and_asks_for_its_password_and_hears_only_this_machine() throws SQLException {
    try (var server = start()) {
      DatabaseSettings settings = server.settings();
      assertThat(value(settings, "SHOW fsync")).isEqualTo("on");
      assertThat(value(settings, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(value(settings, "SHOW full_page_writes")).isEqualTo("on");
      assertThat(value(settings, "SHOW data_checksums")).isEqualTo("on");
      assertThat(value(settings, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(value(settings, "SHOW server_version")).startsWith("18");
      var wrong = new DatabaseSettings(settings.url(), settings.user(), "guess", 1);
      assertThatExceptionOfType(SQLException.class).isThrownBy(() -> value(wrong, "SELECT 1"));
      assertThat(settings.toString()).doesNotContain(settings.password());
    }
  }

  @Test
  void its_files_are_closed_to_others() throws IOException {
    try (var _ = start()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("data"))))
          .isEqualTo("rwx------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(home.resolve("password"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void a_directory_in_use_is_refused_with_one_line_that_names_it() {
    try (var _ = start()) {
      assertThatExceptionOfType(DatabaseStartException.class)
          .isThrownBy(this::start)
          .withMessage(
              "the data directory %s is in use by another live process (pid %d)",
              home, ProcessHandle.current().pid());
    }
  }

  @Test
  void a_directory_that_cannot_be_made_is_refused_with_one_line_that_names_it() throws IOException {
    Files.writeString(home, "a file");
    assertThatExceptionOfType(DatabaseStartException.class)
        .isThrownBy(this::start)
        .withMessageContaining(home.toString())
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void a_server_that_dies_is_started_again_with_all_that_was_committed() throws Exception {
    try (var server = start();
        var database = Database.open(server.settings(), List.of())) {
      execute(server.settings(), "CREATE TABLE x (a int)", "INSERT INTO x VALUES (1)");
      ProcessHandle first = serverProcess();

      first.destroyForcibly();
      first.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      await(() -> server.problem() == null && isNew(first));
      await(() -> database.problem() == null);

      assertThat(value(server.settings(), "SELECT a FROM x")).isEqualTo("1");
    }
  }

  @Test
  void it_ends_with_a_process_that_is_killed_and_the_next_one_finds_what_was_committed()
      throws Exception {
    Process owner = child(home);
    DatabaseSettings settings = settings(owner);
    execute(settings, "CREATE TABLE x (a int)", "INSERT INTO x VALUES (1)");
    ProcessHandle server = serverProcess();

    owner.destroyForcibly().waitFor();
    server.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);

    try (var next = start()) {
      assertThat(value(next.settings(), "SELECT a FROM x")).isEqualTo("1");
    }
  }

  @Test
  void a_server_left_behind_is_stopped_before_the_next_one_starts() throws Exception {
    Process owner = child(home);
    DatabaseSettings settings = settings(owner);
    execute(settings, "CREATE TABLE x (a int)", "INSERT INTO x VALUES (1)");
    ProcessHandle server = serverProcess();
    // Without its guard nobody tells it that its owner died.
    List<ProcessHandle> guards = server.children().filter(each -> isShell(each)).toList();
    assertThat(guards).hasSize(1);
    new ProcessBuilder("kill", "-s", "STOP", String.valueOf(guards.getFirst().pid()))
        .start()
        .waitFor();

    owner.destroyForcibly().waitFor();
    assertThat(server.isAlive()).isTrue();

    try (var next = start()) {
      assertThat(server.isAlive()).isFalse();
      assertThat(value(next.settings(), "SELECT a FROM x")).isEqualTo("1");
    } finally {
      guards.getFirst().destroyForcibly();
    }
  }

  @Test
  void a_half_made_database_is_made_anew() throws Exception {
    Files.createDirectories(home.resolve("data.new"));
    Files.writeString(home.resolve("data.new").resolve("PG_VERSION"), "1");
    try (var server = start()) {
      assertThat(value(server.settings(), "SELECT 1")).isEqualTo("1");
    }
  }

  /** What the owner in another process does. */
  static void main(String[] arguments) throws InterruptedException {
    var server = start(Path.of(arguments[0]));
    System.out.println(server.settings().url() + " " + server.settings().password());
    new CountDownLatch(1).await();
  }

  private EmbeddedPostgres start() {
    return start(home);
  }

  private static EmbeddedPostgres start(Path home) {
    return EmbeddedPostgres.start(home, TestDatabase.programs(), List.of());
  }

  private Process child(Path home) throws IOException {
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                EmbeddedPostgresTest.class.getName(),
                home.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    children.add(child);
    return child;
  }

  private static DatabaseSettings settings(Process owner) {
    String line =
        owner.inputReader().lines().filter(each -> each.startsWith("jdbc:")).findFirst().orElse("");
    String[] parts = line.split(" ", -1);
    return new DatabaseSettings(parts[0], "bongsu", parts[1], 1);
  }

  private ProcessHandle serverProcess() throws IOException {
    String pid = Files.readAllLines(home.resolve("data").resolve("postmaster.pid")).getFirst();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private static boolean isShell(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("sh")).isPresent();
  }

  private boolean isNew(ProcessHandle before) {
    try {
      return serverProcess().pid() != before.pid();
    } catch (IOException | NoSuchElementException e) {
      return false;
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("nanoseconds over the limit").isNegative();
      Thread.onSpinWait();
    }
  }

  private static void execute(DatabaseSettings settings, String... statements) throws SQLException {
    try (Connection connection = connect(settings);
        var statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private static String value(DatabaseSettings settings, String query) throws SQLException {
    try (Connection connection = connect(settings);
        var statement = connection.createStatement();
        var result = statement.executeQuery(query)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  private static Connection connect(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
  }
}
