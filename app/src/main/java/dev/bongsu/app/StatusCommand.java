package dev.bongsu.app;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
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

  @Parameters(paramLabel = "ID", description = "The notification's id.")
  private String id = "";

  @Override
  public Integer call() throws StartException, ClientException, InterruptedException {
    try (BongsuClient client = service.client()) {
      new StatusReport(client, service.json(), spec.commandLine().getOut()).now(id);
      return 0;
    }
  }
}
