package dev.bongsu.app;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import dev.bongsu.json.Json;
import dev.bongsu.manifest.Holdings;
import dev.bongsu.manifest.Manifest;
import dev.bongsu.manifest.ManifestException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what the service holds to files, as {@link ApplyCommand} reads them. */
@Command(
    name = "export",
    description = "Writes what the service holds to files that apply reads.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ClientOptions service = new ClientOptions();

  @Parameters(
      paramLabel = "DIR",
      description = "Where to; templates that are there and not in the service are taken away.")
  private Path directory = Path.of("");

  @Override
  public Integer call() throws StartException, ClientException, InterruptedException {
    try (BongsuClient client = service.client()) {
      Manifest manifest = Holdings.of(client);
      manifest.write(directory);
      int count = manifest.templates().size();
      spec.commandLine()
          .getOut()
          .println(
              service.json()
                  ? Json.writeText(Map.of("templates", count))
                  : count + (count == 1 ? " template in " : " templates in ") + directory);
      return 0;
    } catch (ManifestException e) {
      throw StartException.failure(String.valueOf(e.getMessage()));
    }
  }
}
