package dev.bongsu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.client.Answer;
import dev.bongsu.client.ClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How it stops, starts again, and gets over the death of its parts. */
class StopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @Test
  void a_sigterm_under_load_ends_it_with_0_and_nothing_is_lost() throws Exception {
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    Path data = directory.resolve("data");
    try (BongsuProcess service = BongsuProcess.serve(data)) {
      Samples.prepare(service.client());
      Thread loader = Thread.ofVirtual().start(() -> sendUntilRefused(service, acknowledged));
      Await.until("there is load", PATIENCE, () -> acknowledged.size() > 200);

      int status = service.stop();
      loader.join();

      assertThat(status).isZero();
    }
    try (BongsuProcess service = BongsuProcess.serve(data)) {
      for (String id : acknowledged) {
        Await.until(
            id + " is completed",
            PATIENCE,
            () ->
                "completed"
                    .equals(
                        service.client().get("/v1/notifications/" + id).object().get("status")));
      }
    }
  }

  @Test
  void the_key_of_the_administrator_is_private_and_stays_the_same() throws Exception {
    Path data = directory.resolve("data");
    String first;
    try (BongsuProcess service = BongsuProcess.serve(data)) {
      first = service.key();
      assertThat(Files.getPosixFilePermissions(data.resolve("admin.key")))
          .containsExactlyInAnyOrder(
              PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
      assertThat(Files.readString(data.resolve("admin.key"))).startsWith("bsk_").endsWith("\n");
    }
    try (BongsuProcess service = BongsuProcess.serve(data)) {
      assertThat(service.key()).isEqualTo(first);
      assertThat(service.client().get("/v1/templates").status()).isEqualTo(200);
    }
  }

  @Test
  void a_data_directory_in_use_is_refused_in_one_line_that_names_it() throws Exception {
    Path data = directory.resolve("data");
    try (BongsuProcess service = BongsuProcess.serve(data)) {
      BongsuProcess.Ended second =
          BongsuProcess.run("serve", "--data", data.toString(), "--port", "0");

      assertThat(second.status()).isEqualTo(1);
      assertThat(second.err().lines()).as(second.err()).hasSize(1);
      assertThat(second.err()).contains(data.toString());
      assertThat(service.client().get("/readyz").status()).isEqualTo(200);
    }
  }

  @Test
  void everything_it_started_ends_with_it_even_by_kill_minus_9() throws Exception {
    BongsuProcess service = BongsuProcess.serve(directory.resolve("data"));
    List<ProcessHandle> children = service.descendants();
    assertThat(children).isNotEmpty();

    service.kill();

    assertThat(children).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void a_database_that_is_killed_comes_back_and_what_was_accepted_meanwhile_arrives()
      throws Exception {
    try (BongsuProcess service = BongsuProcess.serve(directory.resolve("data"))) {
      Samples.prepare(service.client());
      service.client().send(Samples.toInbox("before"));
      service.descendants().forEach(ProcessHandle::destroyForcibly);

      String id = service.client().send(Samples.toInbox("after"));

      Await.until(
          "what was accepted without a database is completed",
          PATIENCE,
          () -> {
            Answer answer = service.client().get("/v1/notifications/" + id);
            return answer.isSuccess() && "completed".equals(answer.object().get("status"));
          });
      Await.until(
          "it is ready again", PATIENCE, () -> service.client().get("/readyz").status() == 200);
    }
  }

  @Test
  void the_demo_prints_what_arrived() throws Exception {
    Path data = directory.resolve("data");
    try (BongsuProcess service = BongsuProcess.serve(data)) {
      BongsuProcess.Ended demo =
          BongsuProcess.run("demo", "--url", service.url().toString(), "--data", data.toString());

      assertThat(demo.err()).isEmpty();
      assertThat(demo.status()).isZero();
      List<String> channels = channels(service);
      assertThat(channels).contains("email", "browser", "inapp");
      List<String> lines = demo.out().lines().toList();
      for (String channel : channels) {
        assertThat(lines)
            .as(channel)
            .filteredOn(line -> line.matches(channel + " demo-(ada|minji|joao) (sent|delivered)"))
            .hasSize(3);
      }
      int deliveries = 3 * channels.size();
      assertThat(lines)
          .hasSize(deliveries + 1)
          .last()
          .isEqualTo(deliveries + " of " + deliveries + " arrived");
      String mails =
          service
              .client()
              .get("/v1/sandbox/messages?channel=email&recipient=demo-minji")
              .orThrow()
              .text();
      assertThat(mails).contains("주문 A-17 상품이 출발했습니다", "minji@example.com");
    }
  }

  private static List<String> channels(BongsuProcess service) throws Exception {
    Map<?, ?> parts = (Map<?, ?>) service.client().get("/readyz").object().get("parts");
    return Objects.requireNonNull(parts).keySet().stream()
        .map(String::valueOf)
        .filter(part -> part.startsWith("channel."))
        .map(part -> part.substring("channel.".length()))
        .toList();
  }

  private static void sendUntilRefused(BongsuProcess service, Queue<String> acknowledged) {
    try {
      for (int number = 0; ; number++) {
        Answer answer =
            service.client().post("/v1/notifications", Samples.toInbox("u" + number % 100));
        if (answer.status() == 202) {
          acknowledged.add(String.valueOf(answer.object().get("id")));
        }
      }
    } catch (ClientException _) {
      // the service is gone, as it should be
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
