package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionTest {
  @Test
  void a_body_says_category_channels_and_content() throws Exception {
    Definition definition =
        definition(
            """
            {"name": "Order", "description": "…", "comment": "first", "kind": "template",
             "category": "orders", "channels": ["inapp", "email"],
             "parameters": {"type": "object", "properties": {"no": {"type": "string"}}},
             "content": {"default": {
               "email": {"subject": "{{no}}", "text": "t"}, "sms": {"text": "{{no}}"},
               "inapp": {"title": "t", "body": "b", "url": "https://x/{{no}}",
                         "data": {"no": "{{no}}", "deep": [{"n": 1, "nothing": null}]}}},
              "ko": {"sms": {"text": "{{no}}"}}}}
            """);

    assertThat(definition.category()).isEqualTo(new CategoryKey("orders"));
    assertThat(definition.channels()).containsExactly(Channel.INAPP, Channel.EMAIL);
    assertThat(definition.content().channels())
        .containsExactlyInAnyOrder(Channel.EMAIL, Channel.SMS, Channel.INAPP);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "{} | /content",
        "{'content': {}} | /content/default",
        "{'content': {'ko': {'sms': {'text': 'x'}}}} | /content/default",
        "{'content': {'default': {}}} | /content/default",
        "{'content': {'default': {'fax': {}}}} | /content/default/fax",
        "{'content': {'default': {'sms': {}}}} | /content/default/sms/text",
        "{'content': {'default': {'sms': {'text': 1}}}} | /content/default/sms/text",
        "{'content': {'default': {'sms': {'text': 'x', 'html': 'x'}}}} | /content/default/sms/html",
        "{'content': {'default': {'email': {'subject': 'x'}}}} | /content/default/email",
        "{'content': {'default': {'email': {'text': 'x'}}}} | /content/default/email/subject",
        "{'content': {'default': {'android': {'title': 'x', 'body': 'x', 'url': 'x'}}}} | /content/default/android/url",
        "{'content': {'default': {'ios': {'title': 'x', 'body': 'x', 'data': 'x'}}}} | /content/default/ios/data",
        "{'content': {'default': {'browser': {'title': 'x'}}}} | /content/default/browser/body",
        "{'content': {'default': {'voice': {'text': 'x'}}}} | /content/default/voice/say",
        "{'content': {'default': {'sms': {'text': 'x'}}, 'not a locale': {'sms': {'text': 'x'}}}} | /content/not a locale",
        "{'kind': 'x', 'content': {'default': {'sms': {'text': 'x'}}}} | /kind",
        "{'category': 'X!', 'content': {'default': {'sms': {'text': 'x'}}}} | /category",
        "{'channels': ['fax'], 'content': {'default': {'sms': {'text': 'x'}}}} | /channels/0",
        "{'kind': 'function', 'content': {'default': {}}} | /content/default",
        "{'kind': 'function', 'content': {'default': {'sms': {'text': 'x'}}}} | /content/default/sms",
        "{'kind': 'base', 'content': {'default': {'sms': {'say': 'x'}}}} | /content/default/sms/say",
        "{'extends': 'No!', 'content': {'default': {'sms': {'text': 'x'}}}} | /extends",
        "{'nmae': 'x', 'content': {'default': {'sms': {'text': 'x'}}}} | /nmae",
      })
  void a_body_of_the_wrong_shape_is_malformed(String body, String pointer) {
    InvalidException refused = refused(body);

    assertThat(refused.kind()).isEqualTo(InvalidException.Kind.MALFORMED);
    assertThat(refused.faults()).extracting(Fault::pointer).contains(pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "{'kind': 'function', 'extends': 'x', 'content': {'default': {'text': 'x'}}} | /extends",
        "{'extends': 'x', 'content': {'default': {'sms': {'text': 'x'}}}} | /extends",
        "{'channels': ['sms', 'email'], 'content': {'default': {'sms': {'text': 'x'}}}} | /channels/1",
        "{'content': {'default': {'sms': {'text': '{{#if x}}'}}}} | /content/default/sms/text",
        "{'content': {'default': {'sms': {'text': 'x'}}, 'ko': {'sms': {'text': '{{{x}}}'}}}} | /content/ko/sms/text",
        "{'content': {'default': {'ios': {'title': 'x', 'body': 'x', 'data': {'a/b': ['{{']}}}}} | /content/default/ios/data/a~1b/0",
        "{'parameters': {'type': 'objekt'}, 'content': {'default': {'sms': {'text': 'x'}}}} | /parameters/type",
        "{'parameters': {}, 'content': {'default': {'sms': {'text': '{{x}}'}}}} | /content/default/sms/text",
      })
  void a_body_that_does_not_go_together_is_unprocessable(String body, String pointer) {
    InvalidException refused = refused(body);

    assertThat(refused.kind()).isEqualTo(InvalidException.Kind.UNPROCESSABLE);
    assertThat(refused.faults()).extracting(Fault::pointer).contains(pointer);
  }

  @Test
  void faults_of_all_fields_are_told_at_once_with_their_place() {
    InvalidException refused =
        refused(
            """
            {'parameters': {'properties': {'orderNo': {}}},
             'content': {'default': {'email': {'subject': 'x {{oderNo}}', 'html': '<p>\\n{{#if orderNo}}'},
                                     'sms': {'text': '{{shout orderNo}}'}}}}
            """);

    assertThat(refused.faults())
        .extracting(Fault::pointer, Fault::line, Fault::column)
        .containsExactlyInAnyOrder(
            Assertions.tuple("/content/default/email/subject", 1, 3),
            Assertions.tuple("/content/default/email/html", 2, 1),
            Assertions.tuple("/content/default/sms/text", 1, 1));
  }

  @Test
  void a_language_falls_back_for_each_channel_by_itself() throws Exception {
    CompiledContent content =
        definition(
                """
                {"content": {
                  "default": {"sms": {"text": "d"}, "voice": {"say": "d"}},
                  "ko": {"sms": {"text": "ko"}}, "zh-Hant-TW": {"sms": {"text": "tw"}}}}
                """)
            .content();

    assertThat(List.of("ko-KR", "KO", "", "en", "zh-hant-tw", "zh-Hant", "ko-"))
        .map(locale -> content.variant(Channel.SMS, locale))
        .extracting(variant -> variant == null ? "" : variant.locale())
        .containsExactly("ko", "ko", "default", "default", "zh-Hant-TW", "default", "ko");
    assertThat(content.variant(Channel.VOICE, "ko-KR")).isNotNull();
    assertThat(content.variant(Channel.EMAIL, "ko-KR")).isNull();
  }

  static Definition definition(String json) throws JsonException, InvalidException {
    return Definition.of(Json.object(Json.read(json)));
  }

  private static InvalidException refused(String json) {
    return Assertions.catchThrowableOfType(
        InvalidException.class, () -> definition(json.replace('\'', '"')));
  }
}
