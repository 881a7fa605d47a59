package dev.bongsu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.store.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who of this machine may look into what the service keeps. */
class DataDirectoryTest {
  private static final String OPEN = "rwxr-xr-x";
  private static final String CLOSED = "rwx------";

  @TempDir Path directory;

  private static void prepare(Path data, Map<String, @Nullable Object> more) throws Exception {
    Map<String, @Nullable Object> settings = new HashMap<>(more);
    settings.put("data", data.toString());
    DataDirectory.prepare(Configuration.read(new SettingsTree(settings, Path.of(""))));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Path open(Path path) throws IOException {
    Files.createDirectories(path);
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(OPEN));
  }

  @Test
  void what_is_made_is_closed_to_other_accounts_but_for_the_way_of_the_database() throws Exception {
    Path data = directory.resolve("new/data");

    prepare(data, Map.of());

    assertThat(mode(data)).isEqualTo(EmbeddedPostgres.needsWayThrough() ? "rwx--x--x" : CLOSED);
    assertThat(mode(data.resolve("log"))).isEqualTo(CLOSED);
    assertThat(mode(data.resolve("objects"))).isEqualTo(CLOSED);
  }

  @Test
  void with_a_database_elsewhere_nobody_needs_a_way() throws Exception {
    Path data = directory.resolve("data");

    prepare(data, Map.of("database", Map.of("url", "jdbc:postgresql://localhost/b")));

    assertThat(mode(data)).isEqualTo(CLOSED);
  }

  @Test
  void what_an_earlier_version_left_open_is_closed_and_what_others_made_is_left() throws Exception {
    Path data = open(directory.resolve("data"));
    Path log = open(data.resolve("log"));
    Path objects = open(data.resolve("objects"));
    Path elsewhere = open(directory.resolve("elsewhere"));

    prepare(data, Map.of());
    prepare(data, Map.of("objects", Map.of("directory", elsewhere.toString())));

    assertThat(mode(log)).isEqualTo(CLOSED);
    assertThat(mode(objects)).isEqualTo(CLOSED);
    assertThat(mode(data)).isEqualTo(OPEN);
    assertThat(mode(elsewhere)).isEqualTo(OPEN);
  }

  @Test
  void a_file_where_a_directory_is_wanted_is_named() throws Exception {
    Path data = open(directory.resolve("data"));
    Path file = Files.createFile(data.resolve("log"));

    assertThatThrownBy(() -> prepare(data, Map.of()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(file.toString());
  }
}
