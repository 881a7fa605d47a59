package dev.bongsu.frontend;

import dev.bongsu.access.Action;
import dev.bongsu.access.Identity;
import dev.bongsu.access.Resource;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.template.GoLive;
import dev.bongsu.template.Proposal;
import dev.bongsu.template.Templates;
import dev.bongsu.template.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What would be refused of templates if they were put one after another; it changes nothing. */
final class DryRunRoutes {
  /** Other authors wait while they are tried, so neither are many nor large ones tried at once. */
  private static final int MAX_TEMPLATES = 200;

  private static final int MAX_BYTES = 8 * Call.MAX_BODY_BYTES;
  private static final String KEY = "key";

  private final Templates templates;
  private final Gate gate;

  DryRunRoutes(Templates templates, Gate gate) {
    this.templates = templates;
    this.gate = gate;
  }

  void addTo(Routes routes) {
    routes.ask("/v1/templates/dry-run", Resource.TEMPLATE, this::dryRun);
  }

  /** What a line asks. */
  private sealed interface Question {
    record Of(Proposal proposal) implements Question {}

    /** It is refused without being tried. */
    record None(Problem problem) implements Question {}
  }

  private Answer dryRun(Call call) throws ProblemException, InvalidException, IOException {
    call.noQuery();
    List<Question> questions = questions(call);
    List<Proposal> proposals = new ArrayList<>();
    for (Question each : questions) {
      if (each instanceof Question.Of(Proposal proposal)) {
        proposals.add(proposal);
      }
    }
    Map<TemplateKey, Verdict> verdicts = templates.dryRun(proposals, call.identity().subject());
    var answer = new ByteArrayOutputStream();
    for (Question each : questions) {
      answer.writeBytes(Json.write(json(each, verdicts)));
      answer.write('\n');
    }
    return new Answer.Whole(200, Answer.NDJSON, answer.toByteArray(), Map.of());
  }

  private static Map<String, @Nullable Object> json(
      Question question, Map<TemplateKey, Verdict> verdicts) {
    return switch (question) {
      case Question.None(Problem problem) -> problem.json();
      case Question.Of(Proposal(TemplateKey key, _, _)) ->
          switch (Objects.requireNonNull(verdicts.get(key))) {
            case Verdict.Refused(InvalidException why) -> Problem.of(why).json();
            case Verdict.Valid(List<String> warnings) ->
                Pages.warned(Pages.object(KEY, key.value(), "status", "valid"), warnings);
          };
    };
  }

  private List<Question> questions(Call call) throws ProblemException, IOException {
    Lines lines = call.lines();
    List<Question> questions = new ArrayList<>();
    Set<TemplateKey> asked = new HashSet<>();
    long bytes = 0;
    for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
      switch (line) {
        case Lines.Line.TooLong _ -> questions.add(new Question.None(Call.tooLarge()));
        case Lines.Line.Text(_, byte[] json) -> {
          bytes += json.length;
          questions.add(question(json, call.identity(), asked));
        }
      }
      if (questions.size() > MAX_TEMPLATES || bytes > MAX_BYTES) {
        throw Problem.of(
                ErrorCode.TOO_LARGE,
                "wanted at most " + MAX_TEMPLATES + " templates of " + MAX_BYTES + " bytes in all")
            .thrown();
      }
    }
    call.readBody();
    return questions;
  }

  private Question question(byte[] json, Identity caller, Set<TemplateKey> asked) {
    try {
      Map<String, @Nullable Object> body = new LinkedHashMap<>(Call.parsed(json));
      TemplateKey key = key(body.remove(KEY));
      if (!asked.add(key)) {
        throw InvalidException.malformed("/key", "template " + key + " is asked about before");
      }
      boolean publishes = gate.allows(caller, Action.PUBLISH, key);
      if (!publishes) {
        gate.requireTemplateRight(caller, Action.CHANGE, key);
      }
      return new Question.Of(new Proposal(key, body, publishes ? GoLive.AT_ONCE : GoLive.NEVER));
    } catch (InvalidException e) {
      return new Question.None(Problem.of(e));
    } catch (ProblemException e) {
      return new Question.None(e.problem());
    }
  }

  private static TemplateKey key(@Nullable Object given) throws InvalidException {
    Optional<TemplateKey> key =
        given instanceof String text ? TemplateKey.parsed(text) : Optional.empty();
    return key.orElseThrow(
        () -> InvalidException.malformed("/key", "wanted the key of a template"));
  }
}
