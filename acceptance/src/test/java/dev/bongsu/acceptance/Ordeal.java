package dev.bongsu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.client.Answer;
import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import dev.bongsu.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Load over several channels at once, whose providers stand outside of whatever is killed, and the
 * account of it in the end.
 */
final class Ordeal implements AutoCloseable {
  private static final int MEMBERS = Integer.getInteger("bongsu.killMembers", 300);
  private static final int BATCH = 210;

  // Of each kind in a round, so that what is to come to an end after it does so soon.
  private static final int SINGLES = 400;
  private static final int BATCHES = 5;
  private static final int GROUP_SENDS = 2;

  private static final int ADDRESSES = 100;
  private static final int READERS = 4;

  private final List<Carrier> carriers = new ArrayList<>();
  private final Path file;
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private int rounds;

  /**
   * Starts a carrier for each channel.
   *
   * @param directory for a configuration and what it names
   * @param further what the configuration says besides
   */
  Ordeal(Path directory, List<String> channels, String further) throws IOException {
    for (String channel : channels) {
      carriers.add(Carrier.of(channel, directory));
    }
    file = directory.resolve("bongsu.yaml");
    String providers = carriers.stream().map(Carrier::configuration).collect(Collectors.joining());
    Files.writeString(file, further + "channels:\n" + providers);
  }

  /** The configuration by which the carriers are found. */
  String file() {
    return file.toString();
  }

  /** Makes the template, and a group whose members have an address on every channel. */
  void prepare(BongsuClient client) throws Exception {
    Samples.prepare(client);
    client.put("/v1/groups/everyone", Map.of("name", "Everyone")).orThrow();
    StringBuilder recipients = new StringBuilder();
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < MEMBERS; i++) {
      String member = "m" + i;
      List<Map<String, Object>> addresses = new ArrayList<>();
      for (Carrier carrier : carriers) {
        addresses.addAll(carrier.addresses(member, i));
      }
      recipients.append(Json.writeText(Map.of("id", member, "addresses", addresses))).append('\n');
      members.append('"').append(member).append("\"\n");
    }
    client.postLines("/v1/recipients/batch", List.of(bytes(recipients))).orThrow();
    client.postLines("/v1/groups/everyone/members", List.of(bytes(members))).orThrow();
  }

  /**
   * Sends singly, in batches and to the group until something is killed: when messages arrive and
   * enough are acknowledged for every channel to have one, and so long after that.
   *
   * @param kill returns when it is dead; what does not answer any more is no failure then
   */
  void load(BongsuClient client, long millis, Killing kill) throws Exception {
    rounds++;
    long before = arrivals();
    var over = new AtomicBoolean();
    List<Thread> loaders = new ArrayList<>();
    for (Sender sender : List.<Sender>of(this::single, this::batch, this::group)) {
      loaders.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int number = 0; !over.get() && sends(sender, client, number); number++) {
                  // until the kill
                }
              }));
    }
    // What is killed is to be in the middle of its work, as far as that can be told from outside.
    boolean alone = carriers.stream().allMatch(Inboxes.class::isInstance);
    Await.until(
        "messages arrive",
        Duration.ofMinutes(2),
        () -> acknowledged.size() >= carriers.size() && (alone || arrivals() > before));
    TimeUnit.MILLISECONDS.sleep(millis);
    kill.now();
    over.set(true);
    for (Thread loader : loaders) {
      loader.join();
    }
    System.out.printf("kill %d: %d notifications acknowledged%n", rounds, acknowledged.size());
  }

  /** Ends something at once, and returns when it has ended. */
  @FunctionalInterface
  interface Killing {
    void now() throws InterruptedException;
  }

  private long arrivals() {
    return carriers.stream().mapToLong(Carrier::arrivals).sum();
  }

  @FunctionalInterface
  private interface Sender {
    void send(BongsuClient client, int number) throws ClientException, InterruptedException;
  }

  /** False when the service no longer answers. */
  private static boolean sends(Sender sender, BongsuClient client, int number) {
    try {
      sender.send(client, number);
      return true;
    } catch (ClientException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void single(BongsuClient client, int number)
      throws ClientException, InterruptedException {
    if (number < SINGLES) {
      acknowledge(client.post("/v1/notifications", request(number)));
    } else {
      idle(client);
    }
  }

  private void batch(BongsuClient client, int number) throws ClientException, InterruptedException {
    if (number >= BATCHES) {
      idle(client);
      return;
    }
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < BATCH; i++) {
      lines.append(Json.writeText(request(number * BATCH + i))).append('\n');
    }
    Answer answer = client.postLines("/v1/notifications/batch", List.of(bytes(lines)));
    answer.text().lines().forEach(this::acknowledgeLine);
  }

  private void group(BongsuClient client, int number) throws ClientException, InterruptedException {
    if (number < GROUP_SENDS) {
      Map<String, Object> everyone = Map.of("groups", List.of("everyone"));
      List<String> channels = carriers.stream().map(Carrier::channel).toList();
      acknowledge(client.post("/v1/notifications", Samples.over(channels, everyone)));
    } else {
      idle(client);
    }
  }

  /** Until there is nobody there any more. */
  private static void idle(BongsuClient client) throws ClientException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(20);
    client.get("/livez");
  }

  private Map<String, Object> request(int number) {
    Carrier carrier = carriers.get(number % carriers.size());
    return Samples.over(List.of(carrier.channel()), carrier.to(number % ADDRESSES));
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

  /**
   * Waits until everything acknowledged is completed, and holds every delivery against what its
   * carrier took.
   *
   * @param inFlight how many of a channel may be with the provider and not yet recorded at a kill
   */
  void assertNothingLost(BongsuClient client, int inFlight) throws Exception {
    Map<String, Integer> deliveries = new ConcurrentHashMap<>();
    Map<String, Map<String, Integer>> taken = new TreeMap<>();
    for (String id : acknowledged) {
      awaitCompleted(client, id);
    }
    for (Carrier carrier : carriers) {
      taken.put(carrier.channel(), carrier.taken(client));
    }
    try (var executor = Executors.newFixedThreadPool(READERS)) {
      List<Future<?>> checks = new ArrayList<>();
      for (String id : acknowledged) {
        checks.add(
            executor.submit(() -> {
              assertTaken(client, id, taken, deliveries);
              return null;
            }));
      }
      for (Future<?> check : checks) {
        check.get();
      }
    }
    Map<String, Integer> again = new TreeMap<>();
    taken.forEach((channel, counts) ->
        again.put(channel, counts.values().stream().mapToInt(count -> count - 1).sum()));
    System.out.printf(
        "%d kills: %d notifications, deliveries %s, all arrived; second sends %s%n",
        rounds, acknowledged.size(), new TreeMap<>(deliveries), again);
    assertThat(deliveries.keySet())
        .containsExactlyInAnyOrderElementsOf(carriers.stream().map(Carrier::channel).toList());
    assertThat(again.values())
        .allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(rounds * inFlight));
  }

  private static void awaitCompleted(BongsuClient client, String id) throws Exception {
    Await.until(
        "notification " + id + " is completed",
        Duration.ofMinutes(4),
        () -> {
          Answer answer = client.get("/v1/notifications/" + id);
          return answer.isSuccess() && "completed".equals(answer.object().get("status"));
        });
  }

  private static void assertTaken(
      BongsuClient client,
      String id,
      Map<String, Map<String, Integer>> taken,
      Map<String, Integer> deliveries)
      throws Exception {
    String cursor = "";
    do {
      Map<String, ?> page =
          client
              .get("/v1/notifications/" + id + "/deliveries?limit=500" + cursor)
              .orThrow()
              .object();
      for (Object item : (List<?>) Objects.requireNonNull(page.get("items"))) {
        Map<?, ?> delivery = (Map<?, ?>) item;
        String channel = String.valueOf(delivery.get("channel"));
        assertThat(delivery.get("status")).as(delivery.toString()).isIn("sent", "delivered");
        assertThat(taken.get(channel)).containsKey(String.valueOf(delivery.get("id")));
        deliveries.merge(channel, 1, Integer::sum);
      }
      cursor = page.get("nextCursor") == null ? "" : "&cursor=" + page.get("nextCursor");
    } while (!cursor.isEmpty());
  }

  private static byte[] bytes(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    for (Carrier carrier : carriers) {
      carrier.close();
    }
  }
}
