package dev.bongsu.app;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.InvalidException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One short life of a service, demo included, in a temporary directory: what the launcher lets the
 * JVM learn from, so that later starts are fast.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Runs a service and a demo once, and ends.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private static final int SINGLES = 500;
  private static final int BATCHES = 10;
  private static final int BATCH = 1_000;

  @Option(names = "--brief", description = "Without the load that teaches what will be busy.")
  private boolean brief;

  @Override
  public Integer call() throws StartException, ClientException, IOException, InterruptedException {
    Path directory = Files.createTempDirectory("bongsu-train");
    Map<String, ?> settings = Map.of("data", directory.resolve("data").toString(), "port", 0);
    try {
      Plan plan =
          Plan.read(ConfigurationFile.tree(null, Map.of(), settings), Set.of(Role.values()));
      try (var service = new Service(plan)) {
        service.start();
        String key = Files.readString(directory.resolve("data/admin.key")).strip();
        try (var client = new BongsuClient(URI.create("http://localhost:" + service.port()), key)) {
          new Demo(client).run(_ -> {});
          if (!brief) {
            work(client);
          }
        }
      }
      return 0;
    } catch (InvalidException e) {
      throw ConfigurationFile.refusal(null, Map.of(), settings, e);
    } finally {
      delete(directory);
    }
  }

  /** Enough for the JVM to learn what will be busy: it then compiles that first at every start. */
  private static void work(BongsuClient client) throws ClientException, InterruptedException {
    for (int i = 0; i < SINGLES; i++) {
      client.post("/v1/notifications", request(i)).orThrow();
    }
    for (int batch = 0; batch < BATCHES; batch++) {
      List<byte[]> lines = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        lines.add((Json.writeText(request(i)) + "\n").getBytes(StandardCharsets.UTF_8));
      }
      client.postLines("/v1/notifications/batch", lines).orThrow();
    }
    for (int i = 0; i < SINGLES; i++) {
      client.get("/v1/recipients/train" + i + "/inbox").orThrow();
    }
  }

  private static Map<String, Object> request(int recipient) {
    return Map.of(
        "template", "demo-parcel",
        "params", Map.of("orderNo", "A-" + recipient, "day", "12-24"),
        "channels", List.of(recipient % 10 == 0 ? "email" : "inapp"),
        "to", Map.of("recipients", List.of("train" + recipient)));
  }

  private static void delete(Path directory) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(directory)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
