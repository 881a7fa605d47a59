package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.TemplateKey;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompilerTest {
  private final Shelf shelf =
      new Shelf()
          .put(
              "brand",
              """
              {'kind': 'base', 'content': {
                'default': {
                  'email': {'html': '<h1>{{#block `title`}}Acme{{/block}}</h1>{{#block `main`}}-{{/block}}<hr>Bye',
                            'text': '{{#block `main`}}none{{/block}} bye'},
                  'sms': {'text': 'Acme: {{#block `main`}}{{/block}}'}},
                'ko': {'sms': {'text': '아크메: {{#block `main`}}{{/block}}'}}}}
              """)
          .put(
              "shop",
              """
              {'kind': 'base', 'extends': 'brand', 'content': {'default': {
                'email': {'subject': 'Shop',
                          'html': '{{#block `main`}}<p>{{#block `body`}}?{{/block}}</p>{{/block}}'}}}}
              """)
          .put(
              "button",
              """
              {'kind': 'function',
               'parameters': {'required': ['to'], 'properties': {
                  'to': {'type': 'string'}, 'label': {'type': 'string', 'default': 'Open'}}},
               'content': {
                 'default': {'text': '{{label}} <{{to}}>', 'html': '<a href=`{{to}}`>{{label}}</a>'},
                 'ko': {'text': '{{label}} 열기 {{to}}'}}}
              """)
          .put("sign", "{'kind': 'function', 'content': {'default': {'text': 'Kim & Co'}}}");

  @Test
  void a_child_replaces_blocks_and_inherits_what_it_leaves_out() throws Exception {
    assertThat(
            shelf.render(
                """
                {'extends': 'brand', 'content': {'default': {'email': {
                  'subject': 'Hi', 'html': '\\n {{#block `main`}}<b>{{name}}</b>{{/block}}\\n'}}}}
                """,
                Channel.EMAIL,
                "",
                "{'name': 'R&D'}"))
        .isEqualTo(
            "{'subject':'Hi','html':'<h1>Acme</h1><b>R&amp;D</b><hr>Bye','text':'none bye'}");
  }

  @Test
  void bases_extend_bases_and_blocks_may_stand_in_blocks() throws Exception {
    assertThat(
            shelf.render(
                """
                {'extends': 'shop', 'content': {'default': {'email': {
                  'html': '{{#block `body`}}new{{/block}}{{#block `title`}}T{{/block}}'}}}}
                """,
                Channel.EMAIL,
                "",
                "{}"))
        .isEqualTo("{'subject':'Shop','html':'<h1>T</h1><p>new</p><hr>Bye','text':'none bye'}");
  }

  @Test
  void a_base_speaks_the_language_of_the_reader_where_it_can() throws Exception {
    String child =
        "{'extends': 'brand', 'content': {'default': {'sms': {'text':"
            + " '{{#block `main`}}hi{{/block}}'}}}}";

    assertThat(shelf.render(child, Channel.SMS, "ko-KR", "{}")).isEqualTo("{'text':'아크메: hi'}");
    assertThat(shelf.render(child, Channel.SMS, "en", "{}")).isEqualTo("{'text':'Acme: hi'}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "x{{#block `main`}}{{/block}} | 1:1 found a text outside of {{#block}}: the base says what stands there",
        "{{#block `main`}}{{/block}}\\n y{{/if}} | 2:2 found a text outside of {{#block}}: the base says what stands there",
        "{{x}}{{#block `main`}}{{/block}} | 1:1 found {{x}} outside of {{#block}}: the base says what stands there",
        "{{#if x}}{{/if}} | 1:1 found {{#if}} outside of {{#block}}: the base says what stands there",
        "{{#block `mian`}}{{/block}} | 1:1 base brand has no block \"mian\"; did you mean \"main\"?",
        "{{#block `main`}}{{/block}}{{#block `main`}}{{/block}} | 1:28 block \"main\" is replaced twice",
        "{{#block main}}{{/block}} | 1:1 wanted {{#block \"name\"}}",
        "{{#block `main`}} | 1:1 block {{#block}} is not closed",
        "{{#block `main`}}a{{else}}b{{/block}} | 1:19 block {{#block}} has no {{else}}",
      })
  void a_field_of_a_child_is_blocks_and_nothing_else(String text, String wanted) {
    assertThat(
            shelf.faults(
                "t",
                "{'extends': 'brand', 'content': {'default': {'sms': {'text': '" + text + "'}}}}"))
        .first()
        .isEqualTo("/content/default/sms/text " + wanted);
  }

  @Test
  void a_base_that_is_unknown_or_none_is_told_with_what_is_near() {
    assertThat(shelf.faults("t", "{'extends': 'brnad', 'content': {}}"))
        .containsExactly("/extends unknown base \"brnad\"; did you mean \"brand\"?");
    assertThat(shelf.faults("t", "{'extends': 'sign', 'content': {}}"))
        .containsExactly("/extends unknown base \"sign\"");
  }

  @Test
  void a_circle_of_bases_is_refused_by_name() {
    shelf.put("a", "{'kind': 'base', 'extends': 'b', 'content': {'default': {'sms': {}}}}");
    shelf.put("b", "{'kind': 'base', 'extends': 'c', 'content': {'default': {'sms': {}}}}");

    assertThat(shelf.faults("c", "{'kind': 'base', 'extends': 'a', 'content': {}}"))
        .singleElement()
        .asString()
        .startsWith("/extends ")
        .endsWith("a circle: c extends a extends b extends c");
    assertThat(shelf.faults("c", "{'kind': 'base', 'extends': 'c', 'content': {}}"))
        .containsExactly("/extends a circle: c extends c");
  }

  @Test
  void eight_bases_may_stand_above_one_another_but_not_nine() {
    String content = "'content': {'default': {'sms': {'text': 'x'}}}}";
    shelf.put("b1", "{'kind': 'base', " + content);
    for (int i = 2; i <= 9; i++) {
      shelf.put("b" + i, "{'kind': 'base', 'extends': 'b" + (i - 1) + "', 'content': {}}");
    }

    assertThat(shelf.faults("t", "{'extends': 'b8', 'content': {}}")).isEmpty();
    assertThat(shelf.faults("t", "{'extends': 'b9', 'content': {}}"))
        .singleElement()
        .asString()
        .contains("more than 8 bases")
        .contains("t extends b9 extends b8")
        .endsWith("b2 extends b1");
  }

  @Test
  void a_function_has_parameters_of_its_own_with_defaults() throws Exception {
    String body =
        "{'content': {'default': {'sms': {'text': '{{label}}|{{> button to=url}}|{{> button order"
            + " label=`Go`}}'}}}}";

    assertThat(
            shelf.render(
                body,
                Channel.SMS,
                "en",
                "{'url': 'https://x', 'label': 'mine', 'order': {'to': 'https://y'}}"))
        .isEqualTo("{'text':'mine|Open <https://x>|Go <https://y>'}");
  }

  @Test
  void a_function_speaks_html_in_html_and_its_text_elsewhere() throws Exception {
    String body =
        """
        {'content': {'default': {'email': {'subject': '{{> button to=`a`}}',
          'html': '{{> button to=url}}{{> sign}}<i title=`{{> sign}}`>'}}}}
        """;

    assertThat(shelf.render(body, Channel.EMAIL, "", "{'url': 'https://x?a=1&b=2'}"))
        .isEqualTo(
            "{'subject':'Open <a>','html':'<a href=`https://x?a&#61;1&amp;b&#61;2`>Open</a>"
                + "Kim &amp; Co<i title=`Kim &amp; Co`>'}");
    assertThat(shelf.render(body, Channel.EMAIL, "ko", "{'url': 'https://x'}"))
        .contains("Open 열기 https://x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "{{> buton}} | 1:1 unknown partial \"buton\"; did you mean \"button\"?",
        "{{> Button!}} | 1:1 unknown partial \"Button\"; did you mean \"button\"?",
        "{{>}} | 1:1 wanted {{> function}}",
        "{{> brand}} | 1:1 unknown partial \"brand\"",
        "{{> button}} | 1:1 function button parameter \"to\" is missing",
        "a {{> button to=1}} | 1:3 function button /to: wanted a string but found a number",
        "{{> button to=x lable=y}} | 1:1 function button has no parameter \"lable\"; did you mean \"label\"?",
        "{{> button x y}} | 1:1 function button takes one value without a name at most, whose fields become its parameters",
      })
  void a_call_that_cannot_be_is_refused(String text, String wanted) {
    assertThat(shelf.faults("t", "{'content': {'default': {'sms': {'text': '" + text + "'}}}}"))
        .first()
        .isEqualTo("/content/default/sms/text " + wanted);
  }

  @Test
  void a_function_that_calls_itself_is_refused_also_through_others() {
    shelf.put("f", "{'kind': 'function', 'content': {'default': {'text': '{{> g}}'}}}");
    shelf.put("g", "{'kind': 'function', 'content': {'default': {'text': '{{> h}}'}}}");

    assertThat(
            shelf.faults(
                "h", "{'kind': 'function', 'content': {'default': {'text': 'a {{> f}}'}}}"))
        .singleElement()
        .asString()
        .startsWith("/content/default/text 1:3 ")
        .endsWith("a circle: h calls f calls g calls h");
    assertThat(
            shelf.faults("f", "{'kind': 'function', 'content': {'default': {'text': '{{> f}}'}}}"))
        .containsExactly("/content/default/text 1:1 a circle: f calls f");
  }

  @Test
  void functions_call_one_another_sixteen_deep_but_no_deeper() {
    shelf.put("f0", "{'kind': 'function', 'content': {'default': {'text': 'x'}}}");
    for (int i = 1; i <= 16; i++) {
      shelf.put(
          "f" + i,
          "{'kind': 'function', 'content': {'default': {'text': '{{> f" + (i - 1) + "}}'}}}");
    }
    String call = "{'content': {'default': {'sms': {'text': '{{> f%d}}'}}}}";

    assertThat(shelf.faults("t", call.formatted(15))).isEmpty();
    assertThat(shelf.faults("t", call.formatted(16)))
        .singleElement()
        .asString()
        .endsWith("functions call one another more than 16 deep");
  }

  @Test
  void a_base_brings_its_parameters_along() {
    shelf.put(
        "p",
        """
        {'kind': 'base', 'parameters': {'required': ['brand'], 'additionalProperties': false,
           'properties': {'brand': {'type': 'string'}}},
         'content': {'default': {'sms': {'text': '{{brand}} {{#block `m`}}{{/block}}'}}}}
        """);
    String child =
        """
        {'extends': 'p', 'parameters': {'required': ['no'], 'properties': {'no': {'type': 'string'}}},
         'content': {'default': {'sms': {'text': '{{#block `m`}}{{no}}{{brand}}%s{{/block}}'}}}}
        """;

    assertThat(shelf.faults("t", child.formatted(""))).isEmpty();
    assertThat(shelf.faults("t", child.formatted("{{barnd}}")))
        .singleElement()
        .asString()
        .contains("1:30 unknown variable \"barnd\"")
        .contains("did you mean \"brand\"?");
  }

  @Test
  void a_variable_of_the_base_that_the_child_does_not_know_is_told() {
    shelf.put("v", "{'kind': 'base', 'content': {'default': {'sms': {'text': '{{who}}'}}}}");

    assertThat(
            shelf.faults("t", "{'extends': 'v', 'parameters': {'properties': {}}, 'content': {}}"))
        .containsExactly(
            "/extends base v: unknown variable \"who\": it is not among the parameters'"
                + " properties");
  }

  @Test
  void what_a_template_leans_on_is_told_with_versions() throws Exception {
    shelf.put("wrap", "{'kind': 'function', 'content': {'default': {'text': '{{> sign}}'}}}");
    shelf.put("sign", "{'kind': 'function', 'content': {'default': {'text': 'Lee'}}}");

    Definition definition =
        shelf.compile(
            "t",
            "{'extends': 'shop', 'content': {'default': {'email': {'text':"
                + " '{{#block `main`}}{{> wrap}}{{/block}}'}}}}");

    assertThat(definition.names()).extracting(TemplateKey::value).containsOnly("shop", "wrap");
    assertThat(definition.uses())
        .isEqualTo(
            Map.of(
                new TemplateKey("shop"), 1,
                new TemplateKey("brand"), 1,
                new TemplateKey("wrap"), 1,
                new TemplateKey("sign"), 2));
  }

  @Test
  void raw_html_is_for_what_the_schema_calls_html_and_is_cleaned() throws Exception {
    String schema =
        "'parameters': {'properties': {'h': {'type': 'string', 'contentMediaType': 'text/html'},"
            + " 't': {'type': 'string'}}}";
    String body = "{%s, 'content': {'default': {'email': {'subject': 's', 'html': '%s'}}}}";

    assertThat(
            shelf.render(
                body.formatted(schema, "<div>{{{h}}}</div>"),
                Channel.EMAIL,
                "",
                "{'h': '<b onclick=x>ok</b><script>alert(1)</script></div><a"
                    + " href=javascript:x>y</a>'}"))
        .isEqualTo("{'subject':'s','html':'<div><b>ok</b>y</div>'}");
    assertThat(shelf.faults("t", body.formatted(schema, "{{{t}}}")))
        .singleElement()
        .asString()
        .contains("contentMediaType");
    assertThat(shelf.faults("t", body.formatted(schema, "<a title=`{{{h}}}`>")))
        .singleElement()
        .asString()
        .contains("between elements");
    assertThat(
            shelf.faults(
                "t", "{" + schema + ", 'content': {'default': {'sms': {'text': '{{{h}}}'}}}}"))
        .singleElement()
        .asString()
        .contains("html only");
  }
}
