package dev.bongsu.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.MovingClock;
import dev.bongsu.kernel.Page;
import dev.bongsu.store.Database;
import dev.bongsu.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
  private static final NewApiKey SHOP = new NewApiKey("Shop", Role.SENDER, "shop", null);

  private final Database database = TestDatabase.open("access");
  private final MovingClock clock = new MovingClock();
  private final ApiKeys keys = process();
  @TempDir Path directory;

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Test
  void the_bearer_of_a_key_is_its_subject() throws Exception {
    ApiKeys.Created created = keys.create(SHOP);

    assertThat(created.secret()).matches("bsk_[A-Za-z0-9_-]{43}");
    assertThat(keys.identify(created.secret())).contains(new Identity("shop", Role.SENDER));
    assertThat(process().identify(created.secret())).contains(new Identity("shop", Role.SENDER));
    assertThat(keys.find(created.key().id())).contains(created.key());
  }

  @Test
  void what_is_no_key_is_nobodys() throws Exception {
    String secret = keys.create(SHOP).secret();
    char last = secret.charAt(secret.length() - 1);
    String near = secret.substring(0, secret.length() - 1) + (last == 'A' ? 'E' : 'A');

    assertThat(keys.identify(near)).isEmpty();
    assertThat(keys.identify("")).isEmpty();
    assertThat(keys.identify("bsk_")).isEmpty();
    assertThat(keys.identify(secret + " ")).isEmpty();
    assertThat(keys.identify(secret.replace("bsk_", "bsk\0"))).isEmpty();
  }

  @Test
  void neither_the_database_nor_a_text_of_ours_has_the_secret() throws Exception {
    ApiKeys.Created created = keys.create(SHOP);
    String row =
        database
            .jdbi()
            .withHandle(handle ->
                handle.createQuery("SELECT api_key::text FROM api_key").mapTo(String.class).one());

    assertThat(row + created).doesNotContain(created.secret().substring(4));
  }

  @Test
  void a_key_expires() throws Exception {
    ApiKeys.Created created =
        keys.create(
            new NewApiKey("a", Role.ADMIN, "a", clock.instant().plus(Duration.ofSeconds(10))));
    assertThat(keys.identify(created.secret())).isPresent();

    clock.advance(Duration.ofSeconds(10));

    assertThat(keys.identify(created.secret())).isEmpty();
    assertThatThrownBy(() -> keys.create(new NewApiKey("a", Role.ADMIN, "a", clock.instant())))
        .isInstanceOf(InvalidException.class);
  }

  @Test
  void a_deleted_key_is_nobodys_here_at_once_and_elsewhere_within_a_minute() throws Exception {
    ApiKeys other = process();
    ApiKeys.Created created = keys.create(SHOP);
    keys.identify(created.secret());
    other.identify(created.secret());

    assertThat(keys.delete(created.key().id())).isTrue();

    assertThat(keys.identify(created.secret())).isEmpty();
    assertThat(other.identify(created.secret())).isPresent();
    clock.advance(Duration.ofSeconds(60));
    assertThat(other.identify(created.secret())).isEmpty();
    assertThat(keys.delete(created.key().id())).isFalse();
  }

  @Test
  void a_key_that_another_process_deletes_can_be_forgotten_at_once() throws Exception {
    ApiKeys other = process();
    ApiKeys.Created created = keys.create(SHOP);
    other.identify(created.secret());
    keys.delete(created.key().id());

    other.forget(created.key().id());

    assertThat(other.identify(created.secret())).isEmpty();
  }

  @Test
  void keys_are_still_known_while_the_database_is_away() throws Exception {
    String secret = keys.create(SHOP).secret();
    keys.adminKey(directory.resolve("admin.key"));
    keys.identify(secret);
    database.close();
    clock.advance(Duration.ofHours(1));

    assertThat(keys.identify(secret)).isPresent();
    assertThat(keys.identify(Files.readString(directory.resolve("admin.key")).strip()))
        .contains(new Identity("admin", Role.ADMIN));
  }

  @Test
  void the_administrators_key_stays_the_same_over_restarts_and_lost_databases() throws Exception {
    Path file = directory.resolve("admin.key");
    keys.adminKey(file);
    String content = Files.readString(file);
    assertThat(content).matches("bsk_[A-Za-z0-9_-]{43}\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    database.jdbi().useHandle(handle -> handle.execute("DELETE FROM api_key"));

    ApiKeys restarted = process();
    restarted.adminKey(file);

    assertThat(Files.readString(file)).isEqualTo(content);
    Identity admin = new Identity("admin", Role.ADMIN);
    assertThat(restarted.identify(content.strip())).contains(admin);
    assertThat(process().identify(content.strip())).contains(admin);
    restarted.adminKey(file);
    assertThat(restarted.list(new Page.Request(50, null)).items()).hasSize(1);
  }

  @Test
  void the_administrators_key_is_not_deleted_as_long_as_its_file_says_otherwise() throws Exception {
    keys.adminKey(directory.resolve("admin.key"));
    UUID id = keys.list(new Page.Request(50, null)).items().getFirst().id();

    assertThatThrownBy(() -> keys.delete(id)).isInstanceOf(InUseException.class);
  }

  @Test
  void a_key_file_that_others_could_read_is_closed_to_them() throws Exception {
    Path file = directory.resolve("admin.key");
    keys.adminKey(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    keys.adminKey(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void a_key_file_that_holds_something_else_is_named_and_left_alone() throws Exception {
    Path file = Files.writeString(directory.resolve("admin.key"), "precious");

    assertThatThrownBy(() -> keys.adminKey(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
    assertThat(file).hasContent("precious");
  }

  @Test
  void keys_are_listed_by_pages_in_order_of_their_making() throws Exception {
    for (int i = 0; i < 5; i++) {
      keys.create(new NewApiKey("key " + i, Role.AUDITOR, "a", null));
    }

    Page<ApiKey> first = keys.list(new Page.Request(3, null));
    Page<ApiKey> second = keys.list(new Page.Request(3, first.nextCursor()));

    assertThat(first.items()).extracting(ApiKey::name).containsExactly("key 0", "key 1", "key 2");
    assertThat(second.items()).extracting(ApiKey::name).containsExactly("key 3", "key 4");
    assertThat(second.nextCursor()).isNull();
    assertThatThrownBy(() -> keys.list(new Page.Request(3, "YQ")))
        .isInstanceOf(InvalidException.class);
  }

  @Test
  void a_request_for_a_key_is_refused_with_every_fault() {
    InvalidException thrown =
        catchThrowableOfType(
            InvalidException.class,
            () ->
                NewApiKey.read(
                    Map.of("role", "king", "subject", "a\nb", "expiresAt", "soon", "x", 1L)));

    assertThat(thrown.faults())
        .extracting(Fault::pointer)
        .containsExactlyInAnyOrder("/name", "/role", "/subject", "/expiresAt", "/x");
  }

  @Test
  void the_subject_of_a_recipients_key_is_a_recipient_id() throws Exception {
    assertThatThrownBy(
            () -> NewApiKey.read(Map.of("name", "n", "role", "recipient", "subject", "a b")))
        .isInstanceOf(InvalidException.class);
    assertThat(NewApiKey.read(Map.of("name", "n", "role", "sender", "subject", "a b")).subject())
        .isEqualTo("a b");
    assertThat(keys.create(SHOP).key().json()).containsEntry("role", "sender");
  }

  private ApiKeys process() {
    return new ApiKeys(database.jdbi(), clock, new SecureRandom(), clock::nanos);
  }
}
