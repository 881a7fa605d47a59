package dev.bongsu.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.access.Role;
import dev.bongsu.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates that cannot be, from people who are clumsy and from people who are not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class TemplateRefusalTest {
  private House house;
  private Client admin;

  @BeforeAll
  void open() throws Exception {
    house = new House();
    admin =
        new Client(
            house.frontend.port(), ContractTest.contract(house), house.key(Role.ADMIN, "root"));
  }

  @AfterAll
  void close() {
    admin.close();
    house.close();
  }

  @Test
  void a_function_has_no_preview_of_its_own_whether_a_channel_is_named_or_not() throws Exception {
    put(
        "fn-preview",
        "{'kind': 'function', 'content': {'default': {'text': 'hi', 'html': '<b>hi</b>'}}}");
    String why =
        "422  a function is no message by itself: preview a template that calls it, which may be a"
            + " draft";

    assertThat(told(admin.post("/v1/templates/fn-preview/preview", "{}"))).isEqualTo(why);
    assertThat(told(admin.post("/v1/templates/fn-preview/preview", json("{'channel': 'email'}"))))
        .isEqualTo(why);
    put("fn-preview-caller", sms("{{> fn-preview}}!"));
    assertThat(admin.post("/v1/templates/fn-preview-caller/preview", "{}").json().get("content"))
        .isEqualTo(Map.of("text", "hi!"));
  }

  @Test
  void eight_bases_stand_above_one_another_nine_do_not_and_no_circle_goes_live() throws Exception {
    put(
        "chain-1",
        "{'kind': 'base', 'content': {'default': {'sms': {'text': '{{#block `m`}}1{{/block}}.'}}}}");
    for (int i = 2; i <= 9; i++) {
      put("chain-" + i, "{'kind': 'base', 'extends': 'chain-%d', 'content': {}}".formatted(i - 1));
    }
    String child =
        "{'extends': 'chain-%d', 'content': {'default': {'sms': {'text': '{{#block `m`}}deep{{/block}}'}}}}";

    put("chained", child.formatted(8));
    assertThat(admin.post("/v1/templates/chained/preview", "{}").json().get("content"))
        .isEqualTo(Map.of("text", "deep."));
    assertThat(refused("too-deep", child.formatted(9)))
        .isEqualTo(
            "422 /extends more than 8 bases above one another: too-deep extends chain-9 extends"
                + " chain-8 extends chain-7 extends chain-6 extends chain-5 extends chain-4 extends"
                + " chain-3 extends chain-2 extends chain-1");
    assertThat(refused("chain-1", "{'kind': 'base', 'extends': 'chain-3', 'content': {}}"))
        .startsWith("422 /extends ")
        .endsWith("a circle: chain-1 extends chain-3 extends chain-2 extends chain-1");
    assertThat(refused("chain-1", "{'kind': 'base', 'extends': 'chain-1', 'content': {}}"))
        .isEqualTo("422 /extends a circle: chain-1 extends chain-1");
    assertThat(admin.delete("/v1/templates/chain-8").body())
        .contains("template chain-9", "template chained");
  }

  @Test
  void what_would_take_long_is_refused_in_clear_words(TestReporter reporter) throws Exception {
    put("selfish", function("x"));
    put("square-1", base("", "{{#block `a`}}{{/block}}".repeat(100)));
    put("square-2", base("square-1", block("a", "{{#block `b`}}{{/block}}".repeat(100))));
    Map<String, List<String>> hostile =
        Map.of(
            "1,000 nested blocks",
            List.of(
                sms("{{#if a}}".repeat(1000) + "x" + "{{/if}}".repeat(1000)),
                "422 /content/default/sms/text 1:901 blocks are nested deeper than 100"),
            "a text of a megabyte",
            List.of(
                sms("x".repeat(1_000_000)),
                "400 /content/default/sms/text wanted at most 262144 characters but found 1000000"),
            "20,000 unclosed blocks",
            List.of(sms("{{#if a}}".repeat(20_000)), "422 /content/default/sms/text 1:901 blocks"),
            "20,000 unknown partials",
            List.of(
                sms("{{> none}}".repeat(20_000)),
                "422 /content/default/sms/text 1:1 unknown partial \"none\""),
            "a partial that calls itself",
            List.of(
                function("{{> selfish}}"),
                "422 /content/default/text 1:1 a circle: selfish calls selfish"),
            "blocks that multiply each other",
            List.of(
                base("square-2", block("b", "{{#block `c`}}{{/block}}".repeat(100))),
                "422 /content with what they inherit, the texts are longer than 16777216"),
            "a number's skeleton without end",
            List.of(
                sms("{{number x skeleton=`" + "(".repeat(60_000) + "`}}"),
                "422 /content/default/sms/text 1:1 helper number wants a skeleton"),
            "a date's pattern without end",
            List.of(
                sms("{{date x `" + "y".repeat(60_000) + "`}}"),
                "422 /content/default/sms/text 1:1 helper date knows no format"),
            "a pattern that Java cannot read",
            List.of(
                "{'parameters': {'properties': {'x': {'pattern': '"
                    + "(".repeat(100_000)
                    + "'}}}, 'content': {'default': {'sms': {'text': 'x'}}}}",
                "422 /parameters/properties/x/pattern wanted a valid ECMA-262 regular expression"));
    for (Map.Entry<String, List<String>> each : hostile.entrySet()) {
      String body = each.getValue().getFirst();
      refused("selfish", body);
      long start = System.nanoTime();
      String refused = refused("selfish", body);
      reporter.publishEntry(each.getKey(), (System.nanoTime() - start) / 1_000_000 + " ms");
      assertThat(refused).as(each.getKey()).startsWith(each.getValue().getLast());
    }
    assertThat(admin.put("/v1/templates/selfish", " ".repeat(Call.MAX_BODY_BYTES + 1)).status())
        .isEqualTo(413);
    assertThat(admin.get("/v1/templates/selfish/versions").body()).doesNotContain("\"version\":2");
  }

  @Test
  void what_a_schema_takes_long_for_is_refused_when_it_is_asked(
      TestReporter reporter, TestInfo info) throws Exception {
    put(
        "bomb",
        "{'parameters': {'properties': {'re': {'type': 'string', 'pattern': '^(a+)+$'},"
            + " 'n': {'$ref': '#/$defs/n'}}, '$defs': {'n': {'anyOf': ["
            + "{'type': 'array', 'items': {'$ref': '#/$defs/n'}},"
            + "{'type': 'array', 'items': {'$ref': '#/$defs/n'}, 'maxItems': 9}]}}},"
            + " 'content': {'default': {'sms': {'text': 'x'}}}}");
    String pattern = "{'params': {'re': '" + "a".repeat(5_000) + "!'}}";
    String nested = "{'params': {'n': " + "[".repeat(40) + "1" + "]".repeat(40) + "}}";

    for (String params : List.of(pattern, nested)) {
      long start = System.nanoTime();
      Client.Got preview = admin.post("/v1/templates/bomb/preview", json(params));
      reporter.publishEntry(info.getDisplayName(), (System.nanoTime() - start) / 1_000_000 + " ms");
      Client.Got sent =
          admin.post(
              "/v1/notifications",
              json(params)
                  .replaceFirst(
                      "\\{", "{\"template\": \"bomb\", \"to\": {\"recipients\": [\"u\"]}, "));
      assertThat(preview.status()).as(preview.body()).isEqualTo(422);
      assertThat(sent.status()).as(sent.body()).isEqualTo(422);
      assertThat(preview.pointers()).isEqualTo(sent.pointers());
    }
    assertThat(admin.post("/v1/templates/bomb/preview", json(pattern)).pointers())
        .containsExactly("/params/re");
    assertThat(admin.post("/v1/templates/bomb/preview", json(nested)).body())
        .contains("it takes more than 100000 steps");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{'content': {'default': {'sms': {'text': 'x'}}, 'ko_KR': {'sms': {'text': 'x'}}}}|400 /content/ko_KR wanted \"default\" or a BCP 47 language tag",
        "{'content': {'default': {'sms': {'text': 'x'}}, 'Default': {'sms': {'text': 'x'}}}}|400 /content/Default wanted \"default\" or a BCP 47",
        "{'content': {'default': {'sms': {'text': 'x'}}, 'x-own': {'sms': {'text': 'x'}}}}|400 /content/x-own wanted",
        "{'content': {'default': {'sms': {'text': 'x'}}, '': {'sms': {'text': 'x'}}}}|400 /content/ wanted",
        "{'content': {'default': {'sms': {'text': 'x'}}, 'ko': {'sms': {'text': 'x'}}, 'KO': {'sms': {'text': 'y'}}}}|422 /content/KO this language is there twice",
        "{'kind': 'function', 'content': {'default': {'text': 'x'}, 'de': {'text': 'x'}, 'De': {'text': 'y'}}}|422 /content/De this language is there twice",
        "{'content': {'default': {'sms': {'text': 'x'}, 'fax': {'text': 'x'}}}}|400 /content/default/fax unknown field",
        "{'content': {'default': {}}}|400 /content/default wanted content for at least one channel",
        "{'content': {'ko': {'sms': {'text': 'x'}}}}|400 /content/default wanted but missing",
        "{'content': {'default': {'sms': {'text': 7}}}}|400 /content/default/sms/text wanted a string but found 7",
        "{'content': {'default': {'sms': {'text': null}}}}|400 /content/default/sms/text wanted but missing",
        "{'kind': 'mail', 'content': {'default': {'sms': {'text': 'x'}}}}|400 /kind wanted \"template\", \"base\" or \"function\"",
        "{'extends': 'No Key', 'content': {}}|400 /extends wanted a key like",
        "{'channels': ['email'], 'content': {'default': {'sms': {'text': 'x'}}}}|422 /channels/0 there is no content for channel email",
        "{'parameters': {'type': 'array'}, 'content': {'default': {'sms': {'text': 'x'}}}}|422 /parameters/type wanted \"object\"",
        "{'parameters': {'properties': {'x': {'type': 'strin'}}}, 'content': {'default': {'sms': {'text': 'x'}}}}|422 /parameters/properties/x/type",
        "{'parameters': {'properties': {'x': {'$ref': 'https://example.com/s'}}}, 'content': {'default': {'sms': {'text': 'x'}}}}|422 /parameters/properties/x/$ref wanted a reference into the same schema",
        "{'parameters': {'properties': {'orderNo': {}}}, 'content': {'default': {'sms': {'text': 'a {{orderNr}}'}}}}|422 /content/default/sms/text 1:3 unknown variable \"orderNr\": it is not among the parameters' properties; did you mean \"orderNo\"?",
        "{'nam': 'x', 'content': {'default': {'sms': {'text': 'x'}}}}|400 /nam unknown field",
      })
  void what_an_author_mistook_is_told_where_it_stands(String body, String wanted) throws Exception {
    assertThat(refused("mistaken", body)).startsWith(wanted);
    assertThat(admin.get("/v1/templates/mistaken").status()).isEqualTo(404);
  }

  /** As if an earlier release had taken it. */
  @Test
  void a_live_template_that_cannot_be_used_any_more_is_refused_to_whoever_sends_with_it()
      throws Exception {
    house
        .database
        .jdbi()
        .useHandle(handle -> {
          handle.execute(
              "INSERT INTO template (key, latest, live, kind, channels, edition)"
                  + " VALUES ('once', 1, 1, 'template', '{sms}', 0)");
          handle.execute(
              "INSERT INTO template_version (key, version, body, author, at)"
                  + " VALUES ('once', 1, ?::json, 'ann', now())",
              json(sms("{{#if")));
        });

    Client.Got sent =
        admin.post(
            "/v1/notifications",
            json("{'template': 'once', 'to': {'recipients': ['u1']}, 'params': {}}"));

    assertThat(told(sent))
        .isEqualTo(
            "422 /template template once cannot be sent: /content/default/sms/text: the tag has no"
                + " end }}");
    assertThat(admin.get("/v1/templates/once").status()).isEqualTo(200);
  }

  @Test
  void strings_that_are_not_of_this_template_or_language_are_refused() throws Exception {
    put("spoken", sms("Hello {{name}}"));
    String path = "/v1/templates/spoken/strings";
    String strings = admin.get(path + "?locale=ko").body();
    String xliff = admin.get(path + "?locale=ko&format=xliff").body();

    for (String query :
        List.of("", "?locale=", "?locale=default", "?locale=ko_KR", "?locale=ko&format=csv")) {
      assertThat(admin.get(path + query).status()).as(query).isEqualTo(400);
    }
    assertThat(admin.put(path, strings.replace("\"ko\"", "\"default\"")).status()).isEqualTo(400);
    assertThat(admin.put(path, strings.replace("spoken", "other")).pointers())
        .containsExactly("/template");
    assertThat(admin.put(path, strings.replace("Hello", "Hallo")).pointers())
        .containsExactly("/strings/sms.text");
    assertThat(admin.put(path, strings.replace("\"target\":null", "\"target\":\"{{nme\"")).body())
        .contains("/content/ko/sms/text", "\"line\":1");
    assertThat(xliff(path, "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + xliff))
        .startsWith("400 ");
    assertThat(xliff(path, xliff.replace("</unit>", ""))).startsWith("400 ").contains("line");
    assertThat(xliff(path, xliff.replace("sms.text", "sms.txt"))).startsWith("422 ");
    assertThat(xliff(path, xliff.replace("trgLang=\"ko\"", "trgLang=\"k\""))).startsWith("400 ");
    assertThat(xliff(path, xliff.replace("version=\"2.0\"", "version=\"1.2\""))).startsWith("400 ");
    assertThat(admin.put(path, xliff, "Content-Type", "application/xml").status()).isEqualTo(415);
    assertThat(admin.get("/v1/templates/spoken/versions").body()).doesNotContain("\"version\":2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "a b", "AA==", "OQ", "MyA", "____", "MyAAYQ", "ZnVuY3Rpb24"})
  void a_cursor_that_no_list_gave_finds_nothing_or_is_refused(String cursor) throws Exception {
    String encoded = URLEncoder.encode(cursor, StandardCharsets.UTF_8);
    for (String path : List.of("?", "?q=hello&", "/spoken-on/versions?")) {
      put("spoken-on", sms("Hello"));
      int status = admin.get("/v1/templates" + path + "cursor=" + encoded).status();
      assertThat(status).as(path).isIn(200, 400);
    }
  }

  @Test
  void whatever_is_looked_for_is_answered() throws Exception {
    for (String typed :
        List.of(
            "%",
            "_",
            "\\",
            "'",
            "\"",
            "😀",
            "\u200b",
            "ㅂ",
            "(",
            "a".repeat(1024),
            "* OR 1=1",
            "-",
            "\u0001")) {
      String q = URLEncoder.encode(typed, StandardCharsets.UTF_8);
      assertThat(admin.get("/v1/templates?q=" + q).status()).as(typed).isEqualTo(200);
    }
    for (String query :
        List.of(
            "q=",
            "q=" + "a".repeat(1025),
            "q=%00",
            "q=%ED%A0%80",
            "q=a&q=b",
            "kind=x",
            "channel=fax",
            "category=A")) {
      assertThat(admin.get("/v1/templates?" + query).status()).as(query).isEqualTo(400);
    }
  }

  private String xliff(String path, String document) throws Exception {
    return told(admin.put(path, document, "Content-Type", "application/xliff+xml"));
  }

  private void put(String key, String body) throws Exception {
    Client.Got put = admin.put("/v1/templates/" + key, json(body));
    assertThat(put.status()).as(put.body()).isLessThan(202);
  }

  private String refused(String key, String body) throws Exception {
    return told(admin.put("/v1/templates/" + key, json(body)));
  }

  /** The status and the first fault: {@code 422 /pointer line:column detail}. */
  private static String told(Client.Got got) throws Exception {
    if (!(got.json().get("errors") instanceof List<?> faults)) {
      return got.status() + " " + got.json().get("detail");
    }
    Map<String, @Nullable Object> fault = Json.object(faults.getFirst());
    String place =
        fault.get("line") == null ? "" : fault.get("line") + ":" + fault.get("column") + " ";
    return got.status() + " " + fault.get("pointer") + " " + place + fault.get("detail");
  }

  private static String base(String extended, String source) {
    return "{'kind': 'base', "
        + (extended.isEmpty() ? "" : "'extends': '" + extended + "', ")
        + "'content': {'default': {'sms': {'text': '"
        + source
        + "'}}}}";
  }

  private static String block(String name, String inside) {
    return "{{#block `" + name + "`}}" + inside + "{{/block}}";
  }

  private static String function(String source) {
    return "{'kind': 'function', 'content': {'default': {'text': '" + source + "'}}}";
  }

  private static String sms(String source) {
    return "{'content': {'default': {'sms': {'text': '" + source + "'}}}}";
  }

  /** JSON with ' for quotes, and ` for those in texts. */
  private static String json(String written) {
    return written.replace('\'', '"').replace("`", "\\\"");
  }
}
