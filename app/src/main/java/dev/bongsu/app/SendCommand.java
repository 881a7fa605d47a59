package dev.bongsu.app;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.GroupKey;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.TemplateKey;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends one notification. */
@Command(name = "send", description = "Sends a notification.", mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
  private static final String CHANNELS =
      Arrays.stream(Channel.values()).map(Channel::apiName).collect(Collectors.joining(", "));

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
      paramLabel = "NAME=TEXT|NAME:=JSON",
      description = {
        "A parameter, a text or after := a value in JSON;",
        "may be repeated: --param orderNo=A-17",
        "--param count:=3 --param 'items:=[\"tea\"]'"
      })
  private Map<String, String> params = new LinkedHashMap<>();

  @Option(names = "--channel", paramLabel = "CHANNEL", description = "A channel; may be repeated.")
  private List<String> channels = new ArrayList<>();

  @Option(names = "--priority", paramLabel = "PRIORITY", description = "high, normal or low.")
  private @Nullable String priority;

  @Option(
      names = "--wait",
      description = {
        "Wait until it is completed and show what became of it;",
        "exit with 1 if any of it failed, bounced or expired."
      })
  private boolean wait;

  @Override
  public Integer call() throws StartException, ClientException, InterruptedException {
    if (recipients.isEmpty() && groups.isEmpty()) {
      throw StartException.usage("wanted --to or --group");
    }
    require("--template", "a template's key", List.of(template), TemplateKey::parsed);
    require("--to", "a recipient's id", recipients, RecipientId::parsed);
    require("--group", "a group's key", groups, GroupKey::parsed);
    require("--channel", CHANNELS, channels, Channel::named);
    if (priority != null) {
      require("--priority", "high, normal or low", List.of(priority), Priority::named);
    }
    Map<String, Object> request = request();
    PrintWriter out = spec.commandLine().getOut();
    try (BongsuClient client = service.client()) {
      Map<String, @Nullable Object> accepted =
          client.post("/v1/notifications", request).orThrow().object();
      String id = String.valueOf(accepted.get("id"));
      if (wait) {
        // At once, so that whoever waits no longer can ask for it.
        PrintWriter err = spec.commandLine().getErr();
        err.println("accepted " + id);
        err.flush();
        return new StatusReport(client, service.json(), out).untilSettled(id) ? 0 : 1;
      }
      out.println(service.json() ? Json.writeText(accepted) : id);
      return 0;
    }
  }

  /** What can be no such thing is the option's fault, and needs no service to say so. */
  private static <T> void require(
      String option, String wanted, List<String> found, Function<String, Optional<T>> lookup)
      throws StartException {
    for (String each : found) {
      if (lookup.apply(each).isEmpty()) {
        throw StartException.usage(option + ": wanted " + wanted + " but found \"" + each + '"');
      }
    }
  }

  private Map<String, Object> request() throws StartException {
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
      request.put("params", values());
    }
    if (!channels.isEmpty()) {
      request.put("channels", channels);
    }
    if (priority != null) {
      request.put("priority", priority);
    }
    return request;
  }

  private Map<String, @Nullable Object> values() throws StartException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : params.entrySet()) {
      String name = each.getKey();
      String value = each.getValue();
      if (name.endsWith(":")) {
        values.put(name.substring(0, name.length() - 1), json(name, value));
      } else {
        values.put(name, value);
      }
    }
    return values;
  }

  private static @Nullable Object json(String name, String value) throws StartException {
    try {
      return Json.read(value.getBytes(StandardCharsets.UTF_8));
    } catch (JsonException e) {
      throw StartException.usage(
          "--param "
              + name
              + "=: wanted a value in JSON but found "
              + value
              + ": "
              + e.getMessage());
    }
  }
}
