package dev.bongsu.app;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import dev.bongsu.json.Json;
import dev.bongsu.manifest.Manifest;
import dev.bongsu.manifest.ManifestException;
import dev.bongsu.manifest.Plan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the service hold what files say. */
@Command(
    name = "apply",
    description = "Shows what files would change in the service, and changes it.",
    mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ClientOptions service = new ClientOptions();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "DIR",
      required = true,
      description = "The directory, with templates/KEY/template.yaml and texts beside it.")
  private Path directory = Path.of("");

  @Option(
      names = "--dry-run",
      description = "Show the changes and what the service would refuse of them; change nothing.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Change without asking.")
  private boolean yes;

  @Option(names = "--comment", paramLabel = "TEXT", description = "Said of each new version.")
  private @Nullable String comment;

  @Override
  public Integer call() throws StartException, ClientException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Manifest manifest = manifest();
    try (BongsuClient client = service.client()) {
      Plan plan = Plan.of(manifest, client);
      show(plan, out);
      List<Plan.Step> changes = plan.changes();
      if (changes.isEmpty()) {
        return 0;
      }
      if (dryRun) {
        plan.dryRun().forEach(this::warn);
        return 0;
      }
      if (!yes && !confirmed(changes.size())) {
        throw StartException.failure("nothing was changed: wanted --yes, or yes as the answer");
      }
      plan.apply(comment, done -> tell(out, done));
      return 0;
    }
  }

  private Manifest manifest() throws StartException {
    try {
      return Manifest.read(directory);
    } catch (ManifestException e) {
      throw StartException.usage(String.valueOf(e.getMessage()));
    }
  }

  private void warn(String warning) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("bongsu: warning: " + warning);
    err.flush();
  }

  private void show(Plan plan, PrintWriter out) {
    for (Plan.Step step : plan.steps()) {
      tell(out, step);
    }
    if (!service.json()) {
      int changes = plan.changes().size();
      out.println(changes + " of " + plan.steps().size() + " to change");
    }
    out.flush();
  }

  private void tell(PrintWriter out, Plan.Step step) {
    if (service.json()) {
      out.println(Json.writeText(json(step, false)));
    } else {
      out.println(action(step) + " " + step.resource());
      step.diff().lines().forEach(line -> out.println("  " + line));
    }
    out.flush();
  }

  private void tell(PrintWriter out, Plan.Done done) {
    Plan.Step step = done.step();
    if (service.json()) {
      Map<String, @Nullable Object> json = json(step, done.isLive());
      if (!done.isLive()) {
        json.put("draft", done.draft());
        json.put("detail", done.waiting());
      }
      out.println(Json.writeText(json));
    } else if (done.isLive()) {
      out.println("applied " + step.resource());
    } else {
      out.println(
          "draft "
              + step.resource()
              + ": version "
              + done.draft()
              + " is live when somebody else publishes it ("
              + done.waiting()
              + ")");
    }
    out.flush();
    done.warnings().forEach(each -> warn(step.resource() + ": " + each));
  }

  private static Map<String, @Nullable Object> json(Plan.Step step, boolean applied) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("resource", step.resource());
    json.put("action", action(step));
    json.put("applied", applied);
    return json;
  }

  private static String action(Plan.Step step) {
    return step.action().name().toLowerCase(Locale.ROOT);
  }

  private boolean confirmed(int changes) {
    PrintWriter err = spec.commandLine().getErr();
    err.print("Apply " + changes + (changes == 1 ? " change" : " changes") + "? [y/N] ");
    err.flush();
    try {
      var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      String answer = in.readLine();
      return answer != null
          && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    } catch (IOException _) {
      return false;
    }
  }
}
