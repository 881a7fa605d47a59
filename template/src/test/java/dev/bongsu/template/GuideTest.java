package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the examples of the guide as they stand there. */
class GuideTest {
  private static final Path GUIDE = Path.of("../docs/guide/template-language.md");
  private static final Pattern CELL = Pattern.compile("`` (.*?) ``|`([^`]*)`");

  private static final ReaderLinks LINKS =
      new ReaderLinks() {
        @Override
        public boolean canUnsubscribe() {
          return true;
        }

        @Override
        public String unsubscribeUrl() {
          return "https://notify.example/u/6v0t";
        }

        @Override
        public String preferencesUrl() {
          return unsubscribeUrl();
        }
      };

  @TestFactory
  List<DynamicTest> each_example_gives_what_the_guide_says() throws Exception {
    String guide = Files.readString(GUIDE);
    int start = guide.indexOf("```json\n") + "```json\n".length();
    Map<String, @Nullable Object> params =
        Json.object(Json.read(guide.substring(start, guide.indexOf("```", start))));
    List<DynamicTest> tests = new ArrayList<>();
    List<String> locales = List.of();
    for (String line : guide.lines().toList()) {
      if (line.startsWith("| written |")) {
        locales =
            List.of(line.substring("| written |".length()).replace("gives", "en-US").split("\\|"));
      } else if (line.startsWith("| `") && !locales.isEmpty()) {
        List<String> cells = cells(line);
        for (int i = 1; i < cells.size(); i++) {
          String source = cells.getFirst();
          String wanted = cells.get(i);
          String locale = locales.get(i - 1).strip();
          tests.add(
              DynamicTest.dynamicTest(
                  source + " " + locale,
                  () -> assertThat(rendered(source, params, locale)).isEqualTo(wanted)));
        }
      } else if (!line.startsWith("|")) {
        locales = List.of();
      }
    }
    assertThat(tests).hasSizeGreaterThan(60);
    return tests;
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    Matcher cell = CELL.matcher(line);
    while (cell.find()) {
      cells.add(cell.group(1) == null ? cell.group(2) : cell.group(1));
    }
    return cells;
  }

  private static String rendered(String source, Map<String, @Nullable Object> params, String locale)
      throws Exception {
    List<Fault> faults = new ArrayList<>();
    var complaints = new Complaints("", source, faults, Judgement.OF_AUTHOR);
    Script script =
        Script.compile(source, Target.TEXT, Shape.ANYTHING, Functions.NONE, complaints, faults);
    assertThat(faults).isEmpty();
    return script
        .render(params, new Reader(locale, "Asia/Seoul", LINKS), 10_000, new Effort(() -> 0))
        .replace('\u00a0', ' ')
        .replace('\u202f', ' ');
  }
}
