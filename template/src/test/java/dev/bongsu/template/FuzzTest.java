package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Sources that nobody would write: pieces of the corpus cut, doubled and mixed. What once broke
 * something belongs into the corpus.
 */
class FuzzTest {
  private static final int ROUNDS = Integer.getInteger("bongsu.fuzz.rounds", 20_000);
  private static final long SEED = Long.getLong("bongsu.fuzz.seed", 4);
  private static final int MAX_LENGTH = 600;

  /** What the fields of channels are written for. */
  private static final List<Target> FIELDS =
      List.of(Target.TEXT, Target.LINE, Target.HTML, Target.XML, Target.URL);

  private final Shelf shelf =
      new Shelf()
          .put("fn", "{'kind': 'function', 'content': {'default': {'text': '{{a}}{{> gn b=a}}'}}}")
          .put(
              "gn",
              "{'kind': 'function', 'content': {'default': {'text': '{{b}}', 'html': '<b>{{b}}</b>'}}}");

  @Test
  void no_source_crashes_or_hangs_parser_compiler_or_renderer() throws Exception {
    List<String> corpus = corpus();
    RandomGenerator random = new SplittableRandom(SEED);

    Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          for (String each : corpus) {
            run(each);
          }
          for (int i = 0; i < ROUNDS; i++) {
            run(mixed(corpus, random));
          }
        });
  }

  private static List<String> corpus() throws Exception {
    try (InputStream file = FuzzTest.class.getResourceAsStream("corpus.txt")) {
      if (file == null) {
        throw new IllegalStateException("the corpus is not there");
      }
      return List.of(new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n-----\n"));
    }
  }

  private static String mixed(List<String> corpus, RandomGenerator random) {
    var mixed = new StringBuilder(corpus.get(random.nextInt(corpus.size())));
    int changes = random.nextInt(1, 8);
    for (int i = 0; i < changes; i++) {
      int from = random.nextInt(mixed.length() + 1);
      int to = Math.min(mixed.length(), from + random.nextInt(20));
      switch (random.nextInt(5)) {
        case 0 -> mixed.delete(from, to);
        case 1 -> mixed.insert(from, mixed.substring(from, to));
        case 2 -> {
          String other = corpus.get(random.nextInt(corpus.size()));
          int start = random.nextInt(other.length());
          mixed.insert(from, other, start, Math.min(other.length(), start + random.nextInt(1, 40)));
        }
        case 3 -> mixed.insert(from, (char) random.nextInt(0x20, 0x7f));
        default -> mixed.insert(from, "{}#/~^&!>\"'=()[]|@.-<\\\n".charAt(random.nextInt(23)));
      }
    }
    mixed.setLength(Math.min(mixed.length(), MAX_LENGTH));
    return mixed.toString();
  }

  private void run(String source) {
    try {
      for (Target target : FIELDS) {
        List<Fault> faults = new ArrayList<>();
        var complaints = new Complaints("/p", source, faults, Judgement.OF_AUTHOR);
        Script script =
            Script.compile(source, target, Shape.ANYTHING, this::function, complaints, faults);
        if (faults.isEmpty()) {
          rendered(script);
        } else {
          assertThat(faults).allMatch(each -> each.line() != null && each.column() != null);
          assertThat(faults).hasSizeLessThanOrEqualTo(100);
        }
      }
      Parser.sections(source, this::function, new Complaints("/p", source, new ArrayList<>()));
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("source: " + source, e);
    }
  }

  private Function function(String name) throws ExpressionReader.SyntaxException {
    try {
      Function function =
          new Compiler(shelf)
              .compile(
                  new TemplateKey("fn"), shelf.find(new TemplateKey("fn")).orElseThrow().body())
              .function();
      if (name.equals("fn") && function != null) {
        return function;
      }
    } catch (InvalidException e) {
      throw new IllegalStateException(e);
    }
    throw new ExpressionReader.SyntaxException("unknown partial");
  }

  private static void rendered(Script script) {
    try {
      String text =
          script.render(
              Map.of("a", "<x>", "b", List.of(1L, 2L), "c", Map.of("d", "e"), "n", 3L),
              new Reader("ko", "Asia/Seoul"),
              10_000,
              new Effort(System::nanoTime));
      assertThat(text.length()).isLessThanOrEqualTo(10_000);
    } catch (UnrenderableException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
