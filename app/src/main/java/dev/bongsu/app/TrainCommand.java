package dev.bongsu.app;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import dev.bongsu.kernel.InvalidException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * One short life of a service, demo included, in a temporary directory: what the launcher lets the
 * JVM learn from, so that later starts are fast.
 */
@Command(name = "train", hidden = true, description = "Runs a service and a demo once, and ends.")
final class TrainCommand implements Callable<Integer> {
  @Override
  public Integer call() throws StartException, ClientException, IOException, InterruptedException {
    Path directory = Files.createTempDirectory("bongsu-train");
    try {
      Map<String, ?> settings = Map.of("data", directory.resolve("data").toString(), "port", 0);
      Plan plan =
          Plan.read(ConfigurationFile.tree(null, Map.of(), settings), Set.of(Role.values()));
      try (var service = new Service(plan)) {
        service.start();
        String key = Files.readString(directory.resolve("data/admin.key")).strip();
        try (var client = new BongsuClient(URI.create("http://localhost:" + service.port()), key)) {
          new Demo(client).run(_ -> {});
        }
      }
      return 0;
    } catch (InvalidException e) {
      throw ConfigurationFile.refusal(null, e);
    } finally {
      delete(directory);
    }
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
