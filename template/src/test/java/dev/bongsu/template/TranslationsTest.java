package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.StaleException;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.store.Database;
import dev.bongsu.store.TestDatabase;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TranslationsTest {
  private static final TemplateKey KEY = new TemplateKey("receipt");
  private static final String START =
      "<xliff xmlns='urn:oasis:names:tc:xliff:document:2.0' version='2.0' trgLang='ko'>";

  private Database database;
  private DatabaseTemplates templates;
  private Translations translations;

  @BeforeAll
  void open() throws Exception {
    database = TestDatabase.open("template");
    templates = new DatabaseTemplates(database, Clock.systemUTC(), System::nanoTime, Approval.NONE);
    translations = new Translations(templates);
    templates.put(
        KEY,
        object(
            """
            {"content": {
              "default": {"email": {"subject": "Thanks, {{name}}", "html": "<p>Paid &amp; {{total}}</p>"},
                          "inapp": {"title": "Paid", "body": "{{total}}", "url": "https://a.example/"}},
              "ko": {"inapp": {"title": "결제", "body": "{{total}}"}},
              "ko-KR": {"inapp": {"title": "결제됨", "body": "{{total}}"}}}}
            """),
        "ann",
        null,
        GoLive.IF_FIRST);
  }

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void a_report_names_what_each_language_lacks() throws Exception {
    assertThat(Json.writeText(translations.report(KEY).orElseThrow()))
        .contains(
            "{\"locale\":\"ko\",\"texts\":4,\"missing\":[\"email.subject\",\"email.html\"]}",
            "{\"locale\":\"ko-KR\",\"texts\":4,\"missing\":[\"email.subject\",\"email.html\"]}");
    assertThat(translations.report(new TemplateKey("none"))).isEmpty();
  }

  @Test
  void texts_go_to_translators_with_what_is_translated_already() throws Exception {
    assertThat(strings("ko-KR").texts())
        .containsExactly(
            new TemplateStrings.Text("email.subject", "Thanks, {{name}}", null),
            new TemplateStrings.Text("email.html", "<p>Paid &amp; {{total}}</p>", null),
            new TemplateStrings.Text("inapp.title", "Paid", "결제됨"),
            new TemplateStrings.Text("inapp.body", "{{total}}", "{{total}}"));
    for (String none : List.of("not a language", "default", "Default", "", "x-y", "ko_KR")) {
      assertThatThrownBy(() -> translations.strings(KEY, none))
          .as(none)
          .isInstanceOf(InvalidException.class);
    }
  }

  @Test
  void translations_come_back_as_a_draft_and_a_new_channel_is_whole() throws Exception {
    var german =
        new TemplateStrings(
            "receipt",
            1,
            "de",
            List.of(
                new TemplateStrings.Text("email.subject", "Thanks, {{name}}", "Danke, {{name}}"),
                new TemplateStrings.Text("inapp.title", "Paid", null)));

    Templates.Saved saved = translations.translate(KEY, german, "tom", null).orElseThrow();

    assertThat(saved.view().liveVersion()).isEqualTo(1);
    assertThat(saved.view().shown().author()).isEqualTo("tom");
    assertThat(Json.writeText(saved.view().shown().body()))
        .contains(
            "\"de\":{\"email\":{\"subject\":\"Danke, {{name}}\","
                + "\"html\":\"<p>Paid &amp; {{total}}</p>\"}}",
            "\"comment\":\"Translation into de\"");
  }

  @Test
  void translations_that_change_nothing_make_no_version() throws Exception {
    int before = templates.view(KEY).orElseThrow().latestVersion();

    for (String locale : List.of("ko", "ko-KR", "ko-KP", "fr")) {
      Templates.Saved saved =
          translations.translate(KEY, strings(locale), "tom", null).orElseThrow();
      assertThat(saved.view().shown().version()).as(locale).isEqualTo(before);
      assertThat(saved.view().latestVersion()).as(locale).isEqualTo(before);
    }
    assertThat(
            translations.translate(
                KEY, new TemplateStrings("receipt", 1, "fr", List.of()), "tom", null))
        .isPresent();
    assertThat(templates.view(KEY).orElseThrow().latestVersion()).isEqualTo(before);
  }

  @Test
  void texts_that_are_not_there_or_have_changed_are_refused_by_name() {
    var stale =
        new TemplateStrings(
            "receipt",
            1,
            "ko",
            List.of(
                new TemplateStrings.Text("inapp.title", "Payed", "x"),
                new TemplateStrings.Text("sms.text", "x", "x")));

    assertThatThrownBy(() -> translations.translate(KEY, stale, "tom", null))
        .isInstanceOfSatisfying(
            InvalidException.class,
            e ->
                assertThat(e.faults())
                    .extracting(Fault::pointer)
                    .containsExactly("/strings/inapp.title", "/strings/sms.text"));
    assertThatThrownBy(() -> translations.translate(KEY, strings("ko"), "tom", 99L))
        .isInstanceOf(StaleException.class);
    assertThatThrownBy(() -> translations.translate(new TemplateKey("x"), strings("ko"), "t", null))
        .isInstanceOf(InvalidException.class);
  }

  @Test
  void xliff_and_json_bring_every_text_back_as_it_was() throws Exception {
    var strings =
        new TemplateStrings(
            "receipt",
            3,
            "ko-KR",
            List.of(
                new TemplateStrings.Text("sms.text", "a <b> & \"c\" {{x}} {{#if y}}\r\n\t", null),
                new TemplateStrings.Text("email.html", " {{{x}}} ]]> {{x}}", "\u0001😀가 {{z}}\n"),
                new TemplateStrings.Text("html", "", "")));

    assertThat(Xliff.read(Xliff.write(strings))).isEqualTo(strings);
    assertThat(TemplateStrings.of(object(Json.writeText(strings.json())))).isEqualTo(strings);
  }

  @Test
  void what_stands_in_braces_is_a_placeholder_that_tools_keep_whole() {
    var strings =
        new TemplateStrings(
            "t", 1, "ko", List.of(new TemplateStrings.Text("sms.text", "Hi {{name}}!", null)));

    assertThat(Xliff.write(strings))
        .contains("<data id=\"d1\">{{name}}</data>")
        .contains("<source>Hi <ph id=\"p1\" dataRef=\"d1\"/>!</source>");
  }

  @Test
  void what_tools_add_is_passed_over_and_segments_are_joined() throws Exception {
    TemplateStrings read =
        Xliff.read(
            START
                + "<file id='t'><notes><note>hi</note></notes><unit id='sms.text'>"
                + "<originalData><data id='d1'>{{n}}</data></originalData>"
                + "<segment state='final'><source>A. </source><target>가. </target></segment>"
                + "<segment><source>B <ph id='1' dataRef='d1'/></source>"
                + "<target><mrk id='m' type='term'>나</mrk> <ph id='1' dataRef='d1'/></target></segment>"
                + "</unit></file></xliff>");

    assertThat(read)
        .isEqualTo(
            new TemplateStrings(
                "t",
                1,
                "ko",
                List.of(new TemplateStrings.Text("sms.text", "A. B {{n}}", "가. 나 {{n}}"))));
  }

  @Test
  void what_stands_between_segments_stays_and_translators_say_in_which_order() throws Exception {
    assertThat(
            translation(
                "<segment><source>A.</source><target>가.</target></segment>"
                    + "<ignorable><source> </source></ignorable>"
                    + "<segment><source>B.</source><target>나.</target></segment>"))
        .isEqualTo("가. 나.");
    assertThat(
            translation(
                "<segment><source>A.</source><target order='3'>가.</target></segment>"
                    + "<ignorable><source> </source><target order='2'>/</target></ignorable>"
                    + "<segment><source>B.</source><target order='1'>나.</target></segment>"))
        .isEqualTo("나./가.");
  }

  @Test
  void half_a_translation_is_none() throws Exception {
    assertThat(
            translation(
                "<segment><source>A. </source><target>가. </target></segment>"
                    + "<segment><source>B.</source></segment>"))
        .isNull();
    assertThat(translation("<ignorable><source> </source><target> </target></ignorable>")).isNull();
  }

  private static @Nullable String translation(String parts) throws InvalidException {
    return Xliff.read(START + "<file id='t'><unit id='u'>" + parts + "</unit></file></xliff>")
        .texts()
        .getFirst()
        .target();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "<a>",
        "<a/>",
        "<xliff/>",
        START + "</xliff>",
        "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + START + "<file id='t'/></xliff>",
        "<!DOCTYPE x [<!ENTITY a 'aaa'><!ENTITY b '&a;&a;&a;'>]>"
            + START
            + "<file id='t'><unit id='u'><segment><source>&b;</source></segment></unit></file></xliff>",
        START
            + "<file id='t'><unit id='u'><segment><source>&e;</source></segment></unit></file></xliff>",
        START + "<file id='t'/><file id='u'/></xliff>",
        START
            + "<file id='t'><unit id='u'><segment><source><pc id='1'>x</pc></source></segment></unit></file></xliff>",
        START
            + "<file id='t'><unit id='u'><segment><source><ph id='1' dataRef='d9'/></source></segment></unit></file></xliff>",
        START
            + "<file id='t'><unit id='u'><segment><source><cp hex='110000'/></source></segment></unit></file></xliff>",
        START + "<file id='t'><unit/></file></xliff>",
        START + "<file id='t'><unit id='u'/><unit id='u'/></file></xliff>",
        START
            + "<file id='t'><unit id='u'><segment><target order='0'>x</target></segment></unit></file></xliff>",
        START
            + "<file id='t'><unit id='u'><segment><target order='2'>x</target></segment><segment/></unit></file></xliff>",
      })
  void hostile_or_foreign_xml_is_refused(String document) {
    assertThatThrownBy(() -> Xliff.read(document)).isInstanceOf(InvalidException.class);
  }

  @Test
  void deep_xml_is_refused_and_not_followed() {
    String deep = "<a xmlns='x'>".repeat(100_000);

    assertThatThrownBy(() -> Xliff.read(START + deep)).isInstanceOf(InvalidException.class);
  }

  private TemplateStrings strings(String locale) throws InvalidException {
    return translations.strings(KEY, locale).orElseThrow();
  }

  private static Map<String, @Nullable Object> object(String json) throws Exception {
    return Json.object(Json.read(json));
  }
}
