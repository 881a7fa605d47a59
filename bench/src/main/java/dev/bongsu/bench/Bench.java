package dev.bongsu.bench;

import dev.bongsu.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs scenarios and prints what they measured. */
public final class Bench {
  private static final List<Scenario> SCENARIOS =
      List.of(
          new IngestScenario(),
          new BatchScenario(),
          new EndToEndScenario(),
          new FanoutScenario(),
          new InboxScenario(),
          new ConnectionsScenario(false),
          new ConnectionsScenario(true),
          new EmailScenario(false),
          new EmailScenario(true),
          new RenderScenario(),
          new SearchScenario(),
          new BrowserScenario(),
          new ChannelScenario("sms"),
          new ChannelScenario("voice"),
          new ChannelScenario("android"),
          new ChannelScenario("ios"),
          new IsolationScenario());

  private Bench() {}

  /** Every scenario by its name, with what it measures. */
  public static Map<String, String> scenarios() {
    Map<String, String> scenarios = new TreeMap<>();
    SCENARIOS.forEach(each -> scenarios.put(each.name(), each.description()));
    return scenarios;
  }

  /**
   * Runs one scenario, or all of them one after another.
   *
   * @param name null for all
   * @param out where results go: a JSON object each where {@code json}, else text
   * @param progress where everything else goes
   * @throws BenchException if the scenario is unknown or could not be measured
   */
  public static void run(
      @Nullable String name, Options options, boolean json, PrintStream out, PrintStream progress)
      throws BenchException, IOException, InterruptedException {
    List<Scenario> chosen =
        SCENARIOS.stream().filter(each -> name == null || each.name().equals(name)).toList();
    if (chosen.isEmpty()) {
      throw new BenchException(
          "wanted one of "
              + String.join(", ", scenarios().keySet())
              + " but found \""
              + name
              + "\"");
    }
    for (Scenario scenario : chosen) {
      progress.println(scenario.name() + ": " + scenario.description());
      Result result = scenario.run(options, progress);
      out.println(json ? Json.writeText(result.json()) : result.text());
    }
  }
}
