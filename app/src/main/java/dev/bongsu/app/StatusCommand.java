package dev.bongsu.app;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import dev.bongsu.kernel.Identifiers;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what became of a notification. */
@Command(
    name = "status",
    description = "Says what became of a notification.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ClientOptions service = new ClientOptions();

  @Parameters(paramLabel = "ID", description = "The notification's id, a UUID.")
  private String id = "";

  @Override
  public Integer call() throws StartException, ClientException, InterruptedException {
    if (!Identifiers.isUuid(id)) {
      throw StartException.usage(
          "ID: wanted a notification's id, a UUID of 36 characters, but found \"" + id + '"');
    }
    try (BongsuClient client = service.client()) {
      new StatusReport(client, service.json(), spec.commandLine().getOut()).now(id);
      return 0;
    }
  }
}
