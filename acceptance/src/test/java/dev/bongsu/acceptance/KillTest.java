package dev.bongsu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.client.Answer;
import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import dev.bongsu.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills the whole process at random moments under load, with one channel's provider outside of it.
 * {@code -Dbongsu.killRounds=20} makes it as long as one likes, {@code -Dbongsu.killChannels=email}
 * names the channels.
 */
class KillTest {
  private static final int ROUNDS = Integer.getInteger("bongsu.killRounds", 2);
  private static final String CHANNELS = System.getProperty("bongsu.killChannels", "email,browser");
  private static final int MEMBERS = 2_000;
  private static final int BATCH = 200;

  /** What may be with the provider and not yet recorded: maxInFlight's default. */
  private static final int IN_FLIGHT = 256;

  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final Random random = new Random();

  static Stream<String> channels() {
    return Stream.of(CHANNELS.split(","));
  }

  @ParameterizedTest
  @MethodSource("channels")
  void whatever_was_acknowledged_arrives_through_kill_minus_9(
      String channel, @TempDir Path directory) throws Exception {
    try (Carrier carrier = Carrier.of(channel)) {
      Path file = directory.resolve("bongsu.yaml");
      Files.writeString(file, carrier.configuration());
      Path data = directory.resolve("data");
      for (int round = 0; round < ROUNDS; round++) {
        try (BongsuProcess service = BongsuProcess.serve(data, "--config", file.toString())) {
          if (round == 0) {
            prepare(service.client(), carrier);
          }
          loadAndKill(service, carrier, round);
        }
        System.out.printf(
            "kill %d: %d notifications acknowledged, %d messages by %s taken%n",
            round + 1, acknowledged.size(), carrier.taken().size(), channel);
      }
      try (BongsuProcess service = BongsuProcess.serve(data, "--config", file.toString())) {
        for (String id : acknowledged) {
          awaitCompleted(service.client(), id);
        }
        assertArrived(service.client(), carrier.taken());
      }
    }
  }

  private static void prepare(BongsuClient client, Carrier carrier) throws Exception {
    Samples.prepare(client);
    client.put("/v1/groups/everyone", Map.of("name", "Everyone")).orThrow();
    StringBuilder recipients = new StringBuilder();
    StringBuilder members = new StringBuilder();
    IntStream.range(0, MEMBERS)
        .forEach(i -> {
          Map<String, Object> address =
              Map.of("channel", carrier.channel(), "address", carrier.address("m" + i));
          recipients
              .append(Json.writeText(Map.of("id", "m" + i, "addresses", List.of(address))))
              .append('\n');
          members.append("\"m").append(i).append("\"\n");
        });
    client.postLines("/v1/recipients/batch", List.of(bytes(recipients))).orThrow();
    client.postLines("/v1/groups/everyone/members", List.of(bytes(members))).orThrow();
  }

  private void loadAndKill(BongsuProcess service, Carrier carrier, int round) throws Exception {
    List<Thread> loaders = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int loader = i;
      loaders.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int number = 0;
                    send(service.client(), carrier, loader, round, number);
                    number++) {
                  // until the service is gone
                }
              }));
    }
    TimeUnit.MILLISECONDS.sleep(1000 + random.nextInt(3000));
    service.kill();
    for (Thread loader : loaders) {
      loader.join();
    }
  }

  /** Sends singly, by batch or to the group; false when the service no longer answers. */
  private boolean send(BongsuClient client, Carrier carrier, int loader, int round, int number) {
    String channel = carrier.channel();
    String name = "s" + round + "-" + loader + "-" + number;
    try {
      switch (loader) {
        case 0 ->
            acknowledge(
                client.post(
                    "/v1/notifications", Samples.toAddress(channel, carrier.address(name))));
        case 1 -> {
          StringBuilder lines = new StringBuilder();
          for (int i = 0; i < BATCH; i++) {
            Object address = carrier.address(name + "-" + i);
            lines.append(Json.writeText(Samples.toAddress(channel, address))).append('\n');
          }
          Answer answer = client.postLines("/v1/notifications/batch", List.of(bytes(lines)));
          answer.text().lines().forEach(this::acknowledgeLine);
        }
        default -> {
          if (number < 2) {
            acknowledge(client.post("/v1/notifications", Samples.toGroup(channel, "everyone")));
          } else {
            TimeUnit.MILLISECONDS.sleep(20);
            return client.get("/livez").isSuccess();
          }
        }
      }
      return true;
    } catch (ClientException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void acknowledge(Answer answer) throws ClientException {
    if (answer.status() == 202) {
      acknowledged.add(String.valueOf(answer.object().get("id")));
    }
  }

  private void acknowledgeLine(String line) {
    try {
      Map<String, ?> result = new Answer(200, line).object();
      if ("accepted".equals(result.get("status"))) {
        acknowledged.add(String.valueOf(result.get("id")));
      }
    } catch (ClientException _) {
      // a line cut off by the kill acknowledges nothing
    }
  }

  private static void awaitCompleted(BongsuClient client, String id) throws Exception {
    Await.until(
        "notification " + id + " is completed",
        Duration.ofMinutes(2),
        () -> {
          Answer answer = client.get("/v1/notifications/" + id);
          return answer.isSuccess() && "completed".equals(answer.object().get("status"));
        });
  }

  private void assertArrived(BongsuClient client, Map<String, Integer> taken) throws Exception {
    Set<String> seen = new HashSet<>();
    for (String id : acknowledged) {
      String cursor = "";
      do {
        Map<String, ?> page =
            client
                .get("/v1/notifications/" + id + "/deliveries?limit=500" + cursor)
                .orThrow()
                .object();
        for (Object item : (List<?>) Objects.requireNonNull(page.get("items"))) {
          Map<?, ?> delivery = (Map<?, ?>) item;
          assertThat(delivery.get("status")).isIn("sent", "delivered");
          assertThat(taken).containsKey(String.valueOf(delivery.get("id")));
          seen.add(String.valueOf(delivery.get("id")));
        }
        cursor = page.get("nextCursor") == null ? "" : "&cursor=" + page.get("nextCursor");
      } while (!cursor.isEmpty());
    }
    int again = taken.values().stream().mapToInt(count -> count - 1).sum();
    System.out.printf(
        "%d kills: %d notifications, %d deliveries, all arrived; %d second sends%n",
        ROUNDS, acknowledged.size(), seen.size(), again);
    assertThat(again).isLessThanOrEqualTo(ROUNDS * IN_FLIGHT);
  }

  private static byte[] bytes(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
