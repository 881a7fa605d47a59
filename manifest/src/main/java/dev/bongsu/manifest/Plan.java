package dev.bongsu.manifest;

import dev.bongsu.client.Answer;
import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.TextDiff;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What has to change in a service so that it holds what a manifest says. */
public final class Plan {
  private static final String TEMPLATES = "templates/";
  private static final String PATH = "/v1/" + TEMPLATES;
  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int TOO_LARGE = 413;
  private static final int UNPROCESSABLE = 422;

  /** A function that a text calls. */
  private static final Pattern CALL = Pattern.compile("\\{\\{~?#?>\\s*([a-z0-9][a-z0-9._-]*)");

  private final BongsuClient client;
  private final List<Step> steps;

  private Plan(BongsuClient client, List<Step> steps) {
    this.client = client;
    this.steps = List.copyOf(steps);
  }

  /** What happens to a resource. */
  public enum Action {
    CREATE,
    CHANGE,
    /** There is a draft like it, which only has to become live. */
    PUBLISH,
    KEEP
  }

  /**
   * What became of a step.
   *
   * @param draft the version that somebody else has to publish, 0 if it is live
   * @param waiting why it is not live, for people; empty if it is
   * @param warnings what the service says of it besides, for people
   */
  public record Done(Step step, long draft, String waiting, List<String> warnings) {
    public Done {
      warnings = List.copyOf(warnings);
    }

    /** Whether it is as the files say. */
    public boolean isLive() {
      return draft == 0;
    }
  }

  /**
   * What happens to one resource.
   *
   * @param resource its name for people: {@code templates/receipt}
   * @param seen the latest version when this was planned, 0 for none; to be published, that draft
   * @param diff of the files, for people; empty where nothing changes
   */
  public record Step(
      String resource, Action action, Map<String, @Nullable Object> body, long seen, String diff) {}

  /**
   * Compares a manifest with what the service holds now; what others use comes first.
   *
   * @throws ClientException if the service does not answer or refuses to show something
   */
  public static Plan of(Manifest manifest, BongsuClient client)
      throws ClientException, InterruptedException {
    List<Step> steps = new ArrayList<>();
    for (String key : ordered(manifest.templates())) {
      Map<String, @Nullable Object> wanted =
          TemplateFiles.body(manifest.templates().getOrDefault(key, Map.of()));
      steps.add(step(key, wanted, client));
    }
    return new Plan(client, steps);
  }

  /** Every resource of the manifest, in the order in which they are applied. */
  public List<Step> steps() {
    return steps;
  }

  /** What is not as it should be. */
  public List<Step> changes() {
    return steps.stream().filter(each -> each.action() != Action.KEEP).toList();
  }

  /**
   * Asks the service what it would say to the changes, made in this order; nothing changes.
   *
   * @return what to know before they are made, a line each
   * @throws ClientException naming each change that would be refused
   */
  public List<String> dryRun() throws ClientException, InterruptedException {
    List<Step> changes = changes();
    List<byte[]> lines = new ArrayList<>();
    for (Step step : changes) {
      Map<String, @Nullable Object> line = new LinkedHashMap<>(step.body());
      line.put("key", step.resource().substring(TEMPLATES.length()));
      lines.add((Json.writeText(line) + '\n').getBytes(StandardCharsets.UTF_8));
    }
    Answer answer = client.postLines(PATH + "dry-run", lines);
    if (answer.status() == TOO_LARGE) {
      return List.of("the service was not asked whether it would take them: " + detail(answer));
    }
    List<String> verdicts = answer.orThrow().text().lines().toList();
    if (verdicts.size() != changes.size()) {
      throw new ClientException(
          "wanted " + changes.size() + " results of the dry run but found " + verdicts.size());
    }
    List<String> warnings = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < verdicts.size(); i++) {
      Step step = changes.get(i);
      Answer verdict = verdict(verdicts.get(i));
      try {
        requireSuccess(step, verdict);
        warnings(verdict).forEach(each -> warnings.add(step.resource() + ": " + each));
      } catch (RefusedException e) {
        reasons.add(String.valueOf(e.getMessage()));
      }
    }
    if (!reasons.isEmpty()) {
      throw new ClientException(String.join("; ", reasons));
    }
    return warnings;
  }

  /** A line of results as if it had been answered by itself: a problem names its status. */
  private static Answer verdict(String line) throws ClientException {
    long status = number(new Answer(OK, line).object().get("status"));
    return new Answer(status == 0 ? OK : (int) status, line);
  }

  /**
   * Makes it so: each change becomes live at once, or a draft where somebody else has to publish
   * it. What is refused is tried again after the rest, for it may have waited for that.
   *
   * @param comment said of each new version, null for nothing
   * @param done hears of each change that was made
   * @throws ClientException naming the change that was refused; those told to {@code done} stay
   */
  public void apply(@Nullable String comment, Consumer<Done> done)
      throws ClientException, InterruptedException {
    List<String> drafts = new ArrayList<>();
    List<Step> waiting = changes();
    while (!waiting.isEmpty()) {
      List<Step> refused = new ArrayList<>();
      List<String> reasons = new ArrayList<>();
      for (Step step : waiting) {
        try {
          Done made = made(step, comment);
          if (!made.isLive()) {
            drafts.add(step.resource());
          }
          done.accept(made);
        } catch (RefusedException e) {
          if (e.status != UNPROCESSABLE) {
            throw new ClientException(e.getMessage() + unlive(drafts));
          }
          reasons.add(String.valueOf(e.getMessage()));
          refused.add(step);
        }
      }
      if (!refused.isEmpty() && refused.size() == waiting.size()) {
        throw new ClientException(String.join("; ", reasons) + unlive(drafts));
      }
      waiting = refused;
    }
  }

  private static String unlive(List<String> drafts) {
    return drafts.isEmpty()
        ? ""
        : "; it may lack what is still a draft: " + String.join(", ", drafts);
  }

  private Done made(Step step, @Nullable String comment)
      throws RefusedException, ClientException, InterruptedException {
    String path = "/v1/" + step.resource();
    if (step.action() == Action.PUBLISH) {
      Answer answer = client.post(path + "/publish", Map.of("version", step.seen()));
      return answer.status() == FORBIDDEN
          ? new Done(step, step.seen(), detail(answer), List.of())
          : done(step, answer);
    }
    Map<String, @Nullable Object> body = new LinkedHashMap<>(step.body());
    if (comment != null) {
      body.put("comment", comment);
    }
    @Nullable String tag = step.seen() == 0 ? null : "\"" + step.seen() + "\"";
    Answer answer = client.put(path + "?publish=true", body, tag);
    if (answer.status() != FORBIDDEN) {
      return done(step, answer);
    }
    Answer draft = client.put(path, body, tag);
    requireSuccess(step, draft);
    return new Done(step, number(draft.object().get("version")), detail(answer), warnings(draft));
  }

  private static Done done(Step step, Answer answer) throws RefusedException, ClientException {
    requireSuccess(step, answer);
    return new Done(step, 0, "", warnings(answer));
  }

  private static List<String> warnings(Answer answer) throws ClientException {
    return answer.object().get("warnings") instanceof List<?> warnings
        ? warnings.stream().map(String::valueOf).toList()
        : List.of();
  }

  private static void requireSuccess(Step step, Answer answer) throws RefusedException {
    try {
      answer.orThrow();
    } catch (ClientException e) {
      throw new RefusedException(
          answer.status(), step.resource() + ": " + e.getMessage(), faults(step, answer));
    }
  }

  /** Where in which file, as compilers write it; empty if the service says of no place. */
  private static List<String> faults(Step step, Answer answer) {
    List<String> faults = new ArrayList<>();
    Set<String> files = TemplateFiles.write(step.body()).keySet();
    try {
      if (answer.object().get("errors") instanceof List<?> errors) {
        for (Object each : errors) {
          if (each instanceof Map<?, ?> fault) {
            String place = TemplateFiles.place(String.valueOf(fault.get("pointer")), files);
            String line =
                fault.get("line") == null
                    ? ""
                    : ":" + fault.get("line") + ":" + fault.get("column");
            faults.add(
                step.resource()
                    + (place.startsWith("/") ? ": " : "/")
                    + place
                    + line
                    + ": "
                    + fault.get("detail"));
          }
        }
      }
    } catch (ClientException _) {
      // It is no problem of ours, and told as it is.
    }
    return faults;
  }

  private static String detail(Answer refusal) throws ClientException {
    return String.valueOf(refusal.object().get("detail"));
  }

  /** The service refused one change. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    final int status;

    RefusedException(int status, String message, List<String> faults) {
      super(faults.isEmpty() ? message : String.join("; ", faults), null, false, false);
      this.status = status;
    }
  }

  private static Step step(String key, Map<String, @Nullable Object> wanted, BongsuClient client)
      throws ClientException, InterruptedException {
    Answer answer = client.get(PATH + key);
    Map<String, String> files = TemplateFiles.write(wanted);
    String resource = TEMPLATES + key;
    if (answer.status() == 404) {
      return new Step(resource, Action.CREATE, wanted, 0, diff(Map.of(), files));
    }
    Map<String, @Nullable Object> shown = answer.orThrow().object();
    Map<String, @Nullable Object> found = TemplateFiles.body(shown);
    long latest = latest(key, client);
    long live = number(shown.get("liveVersion"));
    if (live > 0 && isSame(found, wanted)) {
      return new Step(resource, Action.KEEP, wanted, latest, "");
    }
    Map<String, String> now = live > 0 ? TemplateFiles.write(found) : Map.of();
    Map<String, @Nullable Object> newest =
        TemplateFiles.body(client.get(PATH + key + "/versions/" + latest).orThrow().object());
    return new Step(
        resource,
        latest > live && isSame(newest, wanted) ? Action.PUBLISH : Action.CHANGE,
        wanted,
        latest,
        diff(now, files));
  }

  private static boolean isSame(
      Map<String, @Nullable Object> found, Map<String, @Nullable Object> wanted) {
    return Arrays.equals(Json.canonical(found), Json.canonical(wanted));
  }

  /** The number there, 0 for none. */
  private static long number(@Nullable Object value) {
    return value instanceof Long number ? number : 0;
  }

  private static long latest(String key, BongsuClient client)
      throws ClientException, InterruptedException {
    Object items = client.get(PATH + key + "/versions?limit=1").orThrow().object().get("items");
    return items instanceof List<?> list
            && list.getFirst() instanceof Map<?, ?> newest
            && newest.get("version") instanceof Long version
        ? version
        : 0;
  }

  private static String diff(Map<String, String> from, Map<String, String> to) {
    Set<String> names = new TreeSet<>(from.keySet());
    names.addAll(to.keySet());
    var out = new StringBuilder();
    for (String name : names) {
      String hunks = TextDiff.of(from.getOrDefault(name, ""), to.getOrDefault(name, ""));
      if (!hunks.isEmpty()) {
        out.append("--- ").append(from.containsKey(name) ? name : "(none)").append('\n');
        out.append("+++ ").append(to.containsKey(name) ? name : "(none)").append('\n');
        out.append(hunks);
      }
    }
    return out.toString();
  }

  /** Keys so that bases and functions come before those who use them. */
  private static Set<String> ordered(Map<String, Map<String, @Nullable Object>> templates) {
    Set<String> ordered = new LinkedHashSet<>();
    for (String key : templates.keySet()) {
      visit(key, templates, ordered, new TreeSet<>());
    }
    return ordered;
  }

  private static void visit(
      String key,
      Map<String, Map<String, @Nullable Object>> templates,
      Set<String> ordered,
      Set<String> onTheWay) {
    Map<String, @Nullable Object> body = templates.get(key);
    if (body == null || ordered.contains(key) || !onTheWay.add(key)) {
      return;
    }
    for (String used : used(body)) {
      visit(used, templates, ordered, onTheWay);
    }
    ordered.add(key);
  }

  private static Set<String> used(Map<String, @Nullable Object> body) {
    Set<String> used = new TreeSet<>();
    if (body.get("extends") instanceof String base) {
      used.add(base);
    }
    Matcher calls = CALL.matcher(Json.writeText(body.get("content")));
    while (calls.find()) {
      used.add(calls.group(1));
    }
    return used;
  }
}
