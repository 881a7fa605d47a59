package dev.bongsu.app;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import dev.bongsu.json.Json;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows that it works. */
@Command(
    name = "demo",
    description = "Sends a sample over every channel to a sample group and shows what arrives.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ClientOptions service = new ClientOptions();

  @Override
  public Integer call() throws StartException, ClientException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (BongsuClient client = service.client()) {
      Demo.Totals totals =
          new Demo(client)
              .run(arrival -> {
                out.println(service.json() ? json(arrival) : text(arrival));
                out.flush();
              });
      out.println(
          service.json()
              ? Json.writeText(
                  new TreeMap<>(Map.of("arrived", totals.arrived(), "sent", totals.sent())))
              : totals.arrived() + " of " + totals.sent() + " arrived");
      return totals.arrived() == totals.sent() ? 0 : 1;
    }
  }

  private static String text(Demo.Arrival arrival) {
    return arrival.channel() + " " + arrival.recipient() + " " + arrival.status();
  }

  private static String json(Demo.Arrival arrival) {
    return Json.writeText(
        new TreeMap<>(
            Map.of(
                "channel", arrival.channel(),
                "recipient", arrival.recipient(),
                "status", arrival.status(),
                "arrived", arrival.arrived())));
  }
}
