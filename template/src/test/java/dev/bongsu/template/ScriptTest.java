package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Fault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {
  private static final String PARAMS =
      """
      {"name": "Kim", "empty": "", "no": false, "zero": 0, "three": 3, "price": 12.50,
       "hostile": "<script>'\\"&`=\\u0000</script>", "lines": "a\\r\\nb\\nc\\u2028d",
       "order": {"no": "A-17", "name": "inner"},
       "items": [{"name": "tea", "left": 2}, {"name": "rice", "left": 0}],
       "none": [], "prices": {"tea": 3, "rice": 5}, "words": ["x", "y"]}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "Hello {{name}}! -> Hello Kim!",
        "{{ name }}{{nothing}}{{order.nothing.more}} -> Kim",
        "{{order.no}}/{{this.order.no}}/{{@root.order.no}}/{{order.[no]}} -> A-17/A-17/A-17/A-17",
        "{{three}} {{price}} {{no}} -> 3 12.50 false",
        "{{#if name}}y{{else}}n{{/if}}{{#if empty}}y{{else}}n{{/if}}{{#if zero}}y{{else}}n{{/if}} -> ynn",
        "{{#if none}}y{{^}}n{{/if}}{{#unless none}}u{{/unless}} -> nu",
        "{{#if no}}a{{else if zero}}b{{else if name}}c{{else}}d{{/if}}! -> c!",
        "{{#each items}}{{@index}}:{{name}}{{#unless @last}}, {{/unless}}{{/each}} -> 0:tea, 1:rice",
        "{{#each prices}}{{@key}}={{this}};{{/each}} -> tea=3;rice=5;",
        "{{#each words}}{{this}}{{#if @first}}-{{/if}}{{/each}}{{#each none}}x{{else}}none{{/each}} -> x-ynone",
        "{{#each items}}{{order.no}} {{../name}} {{/each}} -> A-17 Kim A-17 Kim ",
        "{{#with order}}{{name}} {{../name}}{{/with}}{{#with nothing}}x{{else}}y{{/with}} -> inner Kimy",
        "{{#if (eq three 3)}}a{{/if}}{{#if (ne name 'Kim')}}b{{/if}}{{#if (lt three 4.5)}}c{{/if}} -> ac",
        "{{#if (and name (not empty) (or no three))}}yes{{/if}}{{#if (ge 'b' \"a\")}}!{{/if}} -> yes!",
        "{{#eq three 3}}a{{else}}b{{/eq}}{{gt three 2}}{{le three 2}} -> atruefalse",
        "{{#if (lt name 3)}}a{{else}}b{{/if}} -> b",
        "a {{~name~}} b{{! nothing }}{{!-- {{name}} --}}. -> aKimb.",
        "\\{{name}} {{\"}}\"}} -> {{name}} }}",
        "{{words}} -> [\"x\",\"y\"]",
      })
  void a_text_is_rendered(String source, String wanted) throws Exception {
    assertThat(render(source, Target.TEXT)).isEqualTo(wanted);
  }

  @Test
  void block_tags_on_lines_of_their_own_leave_no_empty_lines() throws Exception {
    String source =
        """
        Items:
          {{#each items}}
          - {{name}}
          {{/each}}
        {{! a word to the author }}
        end
        """;

    assertThat(render(source, Target.TEXT)).isEqualTo("Items:\n  - tea\n  - rice\nend\n");
  }

  @ParameterizedTest
  @CsvSource({
    "TEXT, <script>'\"&`=</script>",
    "HTML, &lt;script&gt;&#39;&quot;&amp;&#96;&#61;&lt;/script&gt;",
    "XML, &lt;script&gt;&#39;&quot;&amp;&#96;&#61;&lt;/script&gt;",
  })
  void a_value_stays_a_value_in_its_target(Target target, String wanted) throws Exception {
    assertThat(render("{{hostile}}", target)).isEqualTo(wanted.replace("''", "'"));
  }

  @Test
  void a_line_stays_one_line_whoever_breaks_it() throws Exception {
    assertThat(render("x\r\ny: {{lines}}\n", Target.LINE)).isEqualTo("x y: a  b c d ");
  }

  @Test
  void a_value_in_a_url_is_a_component_and_at_its_start_the_beginning() throws Exception {
    assertThat(render("https://x/{{hostile}}?q={{order.no}}", Target.URL))
        .startsWith("https://x/%3Cscript%3E%27%22%26%60%3D%00")
        .endsWith("?q=A-17");
    assertThat(render("{{name}}://{{name}}", Target.URL)).isEqualTo("Kim://Kim");
  }

  @Test
  void output_is_bounded() throws Exception {
    assertThat(render("{{#each words}}12345{{/each}}", Target.TEXT, 10)).isEqualTo("1234512345");
    assertThatThrownBy(() -> render("{{#each words}}12345{{/each}}", Target.TEXT, 9))
        .isInstanceOf(UnrenderableException.class)
        .hasMessageContaining("longer than 9 characters");
    assertThatThrownBy(() -> render("{{name}}{{hostile}}", Target.HTML, 20))
        .isInstanceOf(UnrenderableException.class)
        .hasMessageNotContaining("script");
  }

  @Test
  void steps_are_bounded_where_nothing_is_put_out() throws Exception {
    String list = "[" + "1,".repeat(999) + "1]";
    Script script = compiled("{{#each l}}{{#each ../l}}{{#if no}}x{{/if}}{{/each}}{{/each}}");

    assertThatThrownBy(() ->
            script.render(
                Json.object(Json.read("{\"l\": " + list + "}")),
                new Reader("", ""),
                10,
                new Effort(() -> 0)))
        .isInstanceOf(UnrenderableException.class)
        .hasMessageContaining("steps");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "{{#if a}}x -> 1:1 block {{#if}} is not closed",
        "ab\\n\\n  {{#if a}}{{/each}}{{/if}} -> 3:12 wanted {{/if}} but found {{/each}}",
        "{{/if}} -> 1:1 found {{/if}} without its {{#if}}",
        "x {{upper name}} -> 1:3 unknown helper \"upper\"",
        "{{#iff a}}{{/iff}} -> 1:1 unknown helper \"iff\"; did you mean \"if\"?",
        "{{#items}}{{/items}} -> 1:1 unknown helper \"items\"",
        "{{eq a}} -> 1:1 helper eq takes two values but found 1",
        "{{#if}}{{/if}} -> 1:1 wanted one value but found 0",
        "{{else}} -> 1:1 found {{else}} outside of a block",
        "{{#if a}}{{else}}{{else}}{{/if}} -> 1:18 block {{#if}} has an {{else}} already",
        "x {{name -> 1:3 the tag has no end }}",
        "{{!-- x -> 1:1 the comment {{!-- has no end --}}",
        "{{}} -> 1:1 the tag is empty",
        "{{#if (eq a b=c)}}{{/if}} -> 1:1 helper eq takes no named values, but found one",
        "{{a b=c}} -> 1:1 unknown helper \"a\"",
        "{{(eq a b}} -> 1:1 found a ( without its )",
        "{{eq 'a b}} -> 1:1 the tag has no end }}",
        "{{a..b}} -> 1:1 \"a..b\" is not the name of a variable",
        "{{{a}}} -> 1:1 {{{ }}} has its place in html only; write {{ }}",
        "{{&a}} -> 1:1 {{{ }}} has its place in html only; write {{ }}",
        "{{> footer}} -> 1:1 unknown partial \"footer\"",
        "{{@index}} -> 1:1 @index is known inside of {{#each}} only",
        "{{#each a}}{{@idx}}{{/each}} -> 1:12 unknown variable \"@idx\"",
        "{{../a}} -> 1:1 ../ leads out of the parameters",
      })
  void a_faulty_text_is_refused_with_line_and_column(String source, String wanted) {
    assertThat(faults(source, Shape.ANYTHING))
        .first()
        .asString()
        .startsWith(wanted.replace("\\n", "\n"));
  }

  @Test
  void all_faults_are_told_at_once() {
    assertThat(faults("{{upper a}}\n{{#if a}}\nx {{lower a}}", Shape.ANYTHING))
        .extracting(each -> each.substring(0, 3))
        .containsExactly("1:1", "3:3", "2:1");
  }

  @Test
  void blocks_may_be_nested_a_hundred_deep_but_not_deeper() {
    assertThat(faults(nested(100), Shape.ANYTHING)).isEmpty();
    assertThat(faults(nested(101), Shape.ANYTHING))
        .containsExactly(
            "1:" + (100 * "{{#if a}}".length() + 1) + " blocks are nested deeper than 100");
    assertThat(faults(nested(20_000), Shape.ANYTHING)).hasSize(1);
  }

  @Test
  void variables_must_be_among_the_properties_and_near_names_are_told() throws Exception {
    Shape shape =
        Shape.of(
            Json.object(
                Json.read(
                    """
                    {"type": "object", "properties": {"orderNo": {"type": "string"},
                      "any": {"type": "object"},
                      "items": {"type": "array", "items": {"properties": {"name": {}}}}}}
                    """)));

    assertThat(faults("{{orderNo}}{{any.thing}}{{#each items}}{{name}}{{orderNo}}{{/each}}", shape))
        .isEmpty();
    assertThat(faults("{{orderno}} {{#each items}}{{nmae}}{{/each}}{{name}}", shape))
        .containsExactly(
            "1:1 unknown variable \"orderno\": it is not among the parameters' properties; did you"
                + " mean \"orderNo\"?",
            "1:28 unknown variable \"nmae\": it is not among the parameters' properties; did you"
                + " mean \"name\"?",
            "1:45 unknown variable \"name\": it is not among the parameters' properties");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{",
        "{{{{",
        "{{~{",
        "}}",
        "{{#",
        "{{/}}",
        "{{^^}}",
        "{{.}}",
        "{{..}}",
        "{{../}}",
        "{{[}}",
        "{{a.[}}",
        "{{(}}",
        "{{)}}",
        "{{-}}",
        "{{1e9999999999}}",
        "{{\"}}",
        "{{#if}}",
        "{{@}}",
        "{{@root}}",
        "{{@root.}}",
        "{{this.}}",
        "\\",
        "\\{{",
        "{{!",
        "{{~}}",
        "{{~~}}"
      })
  void nothing_that_can_be_typed_breaks_the_parser(String source) {
    assertThat(faults(source + "\n" + source, Shape.ANYTHING)).hasSizeLessThan(10);
  }

  @Test
  void a_column_counts_characters_as_people_do() {
    assertThat(faults("a\n\uD83D\uDE00 \uD55C {{#if a}}", Shape.ANYTHING))
        .singleElement()
        .asString()
        .startsWith("2:5 ");
  }

  private static String nested(int depth) {
    return "{{#if a}}".repeat(depth) + "x" + "{{/if}}".repeat(depth);
  }

  private static List<String> faults(String source, Shape shape) {
    List<Fault> faults = new ArrayList<>();
    String text = source.replace("\\n", "\n");
    var complaints = new Complaints("/p", text, faults, Judgement.OF_AUTHOR);
    Script.compile(text, Target.TEXT, shape, Functions.NONE, complaints, faults);
    assertThat(faults).allSatisfy(each -> assertThat(each.pointer()).isEqualTo("/p"));
    return faults.stream()
        .map(each -> each.line() + ":" + each.column() + " " + each.detail())
        .toList();
  }

  private static Script compiled(String source) {
    return compiled(source, Target.TEXT);
  }

  private static Script compiled(String source, Target target) {
    List<Fault> faults = new ArrayList<>();
    var complaints = new Complaints("", source, faults);
    Script script =
        Script.compile(source, target, Shape.ANYTHING, Functions.NONE, complaints, faults);
    assertThat(faults).isEmpty();
    return script;
  }

  private static String render(String source, Target target)
      throws JsonException, UnrenderableException {
    return render(source, target, 10_000);
  }

  private static String render(String source, Target target, int maxLength)
      throws JsonException, UnrenderableException {
    return compiled(source, target)
        .render(
            Json.object(Json.read(PARAMS)), new Reader("en", ""), maxLength, new Effort(() -> 0));
  }
}
