package dev.bongsu.app;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import dev.bongsu.json.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends one notification. */
@Command(name = "send", description = "Sends a notification.", mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ClientOptions service = new ClientOptions();

  @Option(names = "--template", paramLabel = "KEY", required = true, description = "The template.")
  private String template = "";

  @Option(names = "--to", paramLabel = "ID", description = "A recipient; may be repeated.")
  private List<String> recipients = new ArrayList<>();

  @Option(names = "--group", paramLabel = "KEY", description = "A group; may be repeated.")
  private List<String> groups = new ArrayList<>();

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "A parameter; may be repeated.")
  private Map<String, String> params = new LinkedHashMap<>();

  @Option(names = "--channel", paramLabel = "CHANNEL", description = "A channel; may be repeated.")
  private List<String> channels = new ArrayList<>();

  @Option(names = "--priority", paramLabel = "PRIORITY", description = "high, normal or low.")
  private @Nullable String priority;

  @Option(names = "--wait", description = "Wait until it is completed and show what became of it.")
  private boolean wait;

  @Override
  public Integer call() throws StartException, ClientException, InterruptedException {
    if (recipients.isEmpty() && groups.isEmpty()) {
      throw StartException.usage("wanted --to or --group");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (BongsuClient client = service.client()) {
      Map<String, @Nullable Object> accepted =
          client.post("/v1/notifications", request()).orThrow().object();
      String id = String.valueOf(accepted.get("id"));
      if (wait) {
        return new StatusReport(client, service.json(), out).untilSettled(id) ? 0 : 1;
      }
      out.println(service.json() ? Json.writeText(accepted) : id);
      return 0;
    }
  }

  private Map<String, Object> request() {
    Map<String, Object> to = new LinkedHashMap<>();
    if (!recipients.isEmpty()) {
      to.put("recipients", recipients);
    }
    if (!groups.isEmpty()) {
      to.put("groups", groups);
    }
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("template", template);
    request.put("to", to);
    if (!params.isEmpty()) {
      request.put("params", params);
    }
    if (!channels.isEmpty()) {
      request.put("channels", channels);
    }
    if (priority != null) {
      request.put("priority", priority);
    }
    return request;
  }
}
