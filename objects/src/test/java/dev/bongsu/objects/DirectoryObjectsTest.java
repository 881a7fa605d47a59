package dev.bongsu.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.MovingClock;
import dev.bongsu.kernel.ObjectId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // set before each test
class DirectoryObjectsTest {
  private static final ObjectHead PDF =
      new ObjectHead("application/pdf", "attachment; filename=\"plan.pdf\"");

  private final MovingClock clock = new MovingClock();
  @TempDir private Path directory;
  private ObjectStore objects;

  @BeforeEach
  void open() throws IOException {
    objects = reopened();
  }

  @AfterEach
  void close() {
    objects.close();
  }

  private ObjectStore reopened() throws IOException {
    return DirectoryObjects.open(directory, clock, clock::nanos);
  }

  @Test
  void what_is_kept_is_found_again_by_another_process() throws Exception {
    StoredObject kept = objects.keep(PDF, "shop", bytes("hello"));

    try (ObjectStore other = reopened()) {
      assertThat(other.find(kept.id(), null)).contains(kept);
      try (InputStream in = other.open(kept.id(), 0)) {
        assertThat(in.readAllBytes()).asString().isEqualTo("hello");
      }
      try (InputStream in = other.open(kept.id(), 3)) {
        assertThat(in.readAllBytes()).asString().isEqualTo("lo");
      }
    }
    assertThat(kept.sha256())
        .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assertThat(kept.sizeBytes()).isEqualTo(5);
    assertThat(kept.head()).isEqualTo(PDF);
  }

  @Test
  void the_same_twice_is_one_object_and_another_name_is_another() throws Exception {
    StoredObject first = objects.keep(PDF, "shop", bytes("hello"));

    assertThat(objects.keep(PDF, "shop", bytes("hello"))).isEqualTo(first);
    assertThat(objects.keep(PDF, "bank", bytes("hello"))).isEqualTo(first);
    assertThat(objects.keep(new ObjectHead("text/plain", null), "shop", bytes("hello")).id())
        .isNotEqualTo(first.id());
    assertThat(objects.keep(PDF, "shop", bytes("hellO")).id()).isNotEqualTo(first.id());
  }

  @Test
  void an_object_is_seen_by_its_owners_alone() throws Exception {
    ObjectId id = objects.keep(PDF, "shop", bytes("hello")).id();

    assertThat(objects.find(id, "bank")).isEmpty();
    assertThat(objects.claim(id, "bank")).isFalse();
    objects.keep(PDF, "bank", bytes("hello"));

    assertThat(objects.find(id, "bank")).isPresent();
    assertThat(objects.claim(id, "bank")).isTrue();
  }

  @Test
  void an_owner_who_deletes_takes_nothing_from_the_others() throws Exception {
    ObjectId id = objects.keep(PDF, "shop", bytes("hello")).id();
    objects.keep(PDF, "bank", bytes("hello"));

    assertThat(objects.delete(id, "shop")).isTrue();
    assertThat(objects.delete(id, "shop")).isFalse();
    assertThat(objects.find(id, "shop")).isEmpty();
    assertThat(objects.find(id, "bank")).isPresent();
    assertThat(objects.delete(id, "bank")).isTrue();

    assertThat(objects.find(id, null)).isEmpty();
    assertThat(files()).isEmpty();
  }

  @Test
  void what_a_notification_is_about_to_name_is_not_deleted() throws Exception {
    ObjectId id = objects.keep(PDF, "shop", bytes("hello")).id();

    assertThat(objects.claim(id, null)).isTrue();
    assertThatThrownBy(() -> objects.delete(id, null)).isInstanceOf(InUseException.class);
    clock.advance(Duration.ofMinutes(1));

    assertThat(objects.delete(id, null)).isTrue();
    assertThat(objects.claim(id, null)).isFalse();
  }

  @Test
  void the_largest_object_is_taken_and_one_byte_more_leaves_nothing() throws Exception {
    StoredObject largest = objects.keep(PDF, "shop", zeros(ObjectStore.MAX_BYTES));
    objects.delete(largest.id(), null);

    assertThat(largest.sizeBytes()).isEqualTo(26_214_400);
    assertThatThrownBy(() -> objects.keep(PDF, "shop", zeros(ObjectStore.MAX_BYTES + 1)))
        .isInstanceOfSatisfying(ObjectSizeException.class, e -> assertThat(e.isEmpty()).isFalse());
    assertThatThrownBy(() -> objects.keep(PDF, "shop", bytes("")))
        .isInstanceOfSatisfying(ObjectSizeException.class, e -> assertThat(e.isEmpty()).isTrue());
    assertThat(files()).isEmpty();
  }

  @Test
  void an_upload_that_breaks_off_leaves_nothing() throws Exception {
    var breaking =
        new SequenceInputStream(
            bytes("half"),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("gone");
              }

              @Override
              public int read(byte @Nullable [] buffer, int offset, int length) throws IOException {
                throw new IOException("gone");
              }
            });

    assertThatThrownBy(() -> objects.keep(PDF, "shop", breaking)).isInstanceOf(IOException.class);
    assertThat(files()).isEmpty();
  }

  @Test
  void what_a_killed_process_left_goes_at_the_next_start_and_what_a_living_one_does_stays()
      throws Exception {
    Path dead = Files.createDirectories(directory.resolve("incoming/dead/upload"));
    Files.writeString(dead.resolve("content"), "half");
    Path living;
    try (Stream<Path> places = Files.list(directory.resolve("incoming"))) {
      living = places.filter(each -> !each.endsWith("dead")).findFirst().orElseThrow();
    }

    reopened().close();

    assertThat(directory.resolve("incoming/dead")).doesNotExist();
    assertThat(living).exists();
    assertThat(objects.find(objects.keep(PDF, "shop", bytes("on")).id(), null)).isPresent();
  }

  @Test
  void many_who_store_the_same_at_once_all_get_it() throws Exception {
    Callable<StoredObject> storing = () -> objects.keep(PDF, "shop", bytes("same"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<ObjectId> ids =
          threads.invokeAll(Collections.nCopies(32, storing)).stream()
              .map(each -> each.resultNow().id())
              .distinct()
              .toList();

      assertThat(ids).hasSize(1);
      assertThat(objects.find(ids.getFirst(), "shop")).isPresent();
    }
  }

  @Test
  void a_directory_that_cannot_be_had_is_told() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThat(objects.problem()).isNull();
    assertThatThrownBy(() -> DirectoryObjects.open(file, clock, System::nanoTime))
        .isInstanceOf(IOException.class);
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static InputStream zeros(int count) {
    return new InputStream() {
      private int left = count;

      @Override
      public int read() {
        return left-- > 0 ? 0 : -1;
      }

      @Override
      public int read(byte @Nullable [] buffer, int offset, int length) {
        if (left <= 0) {
          return -1;
        }
        int read = Math.min(left, length);
        left -= read;
        return read;
      }
    };
  }

  /** Everything in the directory but the locks. */
  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).filter(each -> !each.endsWith("lock")).toList();
    }
  }
}
