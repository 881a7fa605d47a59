package dev.bongsu.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TemplateRendererTest {
  private static final String CONTENT =
      """
      {"default": {
        "email": {"subject": "Hi {{name}}\\r\\nBcc: x", "html": "<b>{{name}}</b>", "text": "{{name}}"},
        "ios": {"title": "{{name}}", "body": "b", "data": {"who": "{{name}}", "n": [1, "{{n}}", null]}},
        "browser": {"title": "t", "body": "b", "url": "{{url}}"}},
       "ko": {"email": {"subject": "안녕 {{name}}", "text": "{{name}}"}}}
      """;
  private static final byte[] HOSTILE =
      Json.write(Map.of("name", "<i>\"x\"</i>\r\nBcc: y", "url", "javascript:alert(1)", "n", 2L));

  private final InlineContents inline = new InlineContents(FunctionShelf.EMPTY, 1 << 20);
  private final UnansweringTemplates templates = new UnansweringTemplates();
  private final TemplateRenderer renderer =
      new TemplateRenderer(templates, inline, System::nanoTime);
  private final Source source = new Source.Inline(CONTENT.getBytes(UTF_8), 0);

  @Test
  void each_field_is_written_for_its_target() {
    assertThat(render(Channel.EMAIL, "").fields())
        .containsExactly(
            Map.entry("subject", "Hi <i>\"x\"</i>  Bcc: y Bcc: x"),
            Map.entry("html", "<b>&lt;i&gt;&quot;x&quot;&lt;/i&gt;\r\nBcc: y</b>"),
            Map.entry("text", "<i>\"x\"</i>\r\nBcc: y"));
    assertThat(Json.writeText(render(Channel.IOS, "").fields().get("data")))
        .isEqualTo("{\"who\":\"<i>\\\"x\\\"</i>\\r\\nBcc: y\",\"n\":[1,\"2\",null]}");
  }

  @Test
  void a_recipient_reads_their_own_language() {
    assertThat(render(Channel.EMAIL, "ko-KR").text("subject")).startsWith("안녕");
  }

  @Test
  void a_url_that_would_run_code_is_not_sent() {
    assertThat(renderer.render(source, HOSTILE, Channel.BROWSER, new Reader("", "")))
        .isInstanceOfSatisfying(
            Rendering.Impossible.class,
            impossible -> assertThat(impossible.detail()).doesNotContain("alert"));
  }

  @Test
  void output_over_its_bound_is_not_sent() {
    byte[] params = Json.write(Map.of("name", "x".repeat(999)));

    assertThat(renderer.render(source, params, Channel.EMAIL, new Reader("", "")))
        .isEqualTo(
            new Rendering.Impossible(
                FailureCode.RENDERING_FAILED,
                "subject: the rendered text is longer than 998 characters"));
  }

  @Test
  void a_channel_without_content_is_told_apart() {
    assertThat(renderer.render(source, new byte[0], Channel.SMS, new Reader("", "")))
        .isInstanceOfSatisfying(
            Rendering.Impossible.class,
            impossible -> assertThat(impossible.code()).isEqualTo(FailureCode.NO_CONTENT));
  }

  @Test
  void a_notification_says_the_same_to_all_who_share_a_language() {
    Prepared prepared = renderer.prepare(source, HOSTILE);

    assertThat(prepared.render(Channel.EMAIL, new Reader("en", "UTC")))
        .isSameAs(prepared.render(Channel.EMAIL, new Reader("fr", "Asia/Seoul")));
  }

  @Test
  void faulty_bytes_are_impossible_and_an_absent_database_is_not_now() {
    assertThat(renderer.render(source, "{".getBytes(UTF_8), Channel.IOS, new Reader("", "")))
        .isInstanceOf(Rendering.Impossible.class);
    assertThat(
            renderer.render(
                new Source.Inline("{}".getBytes(UTF_8), 0),
                new byte[0],
                Channel.IOS,
                new Reader("", "")))
        .isInstanceOf(Rendering.Impossible.class);
    assertThat(
            renderer.render(
                new Source.Stored(new TemplateKey("away"), 1, 0),
                HOSTILE,
                Channel.IOS,
                new Reader("", "")))
        .isInstanceOf(Rendering.NotNow.class);
    assertThat(
            renderer.render(
                new Source.Stored(new TemplateKey("gone"), 1, 0),
                HOSTILE,
                Channel.IOS,
                new Reader("", "")))
        .isInstanceOf(Rendering.Impossible.class);
  }

  @Test
  void inline_content_is_checked_like_a_template() throws Exception {
    assertThat(inline.check(Json.object(Json.read(CONTENT)), CONTENT.getBytes(UTF_8)).channels())
        .containsExactlyInAnyOrder(Channel.EMAIL, Channel.IOS, Channel.BROWSER);
    assertThatThrownBy(() ->
            inline.check(
                Json.object(Json.read("{\"default\": {\"sms\": {\"text\": \"{{\"}}}")),
                new byte[0]))
        .isInstanceOfSatisfying(
            InvalidException.class,
            e ->
                assertThat(e.faults())
                    .extracting(Fault::pointer, Fault::line, Fault::column)
                    .containsExactly(tuple("/content/default/sms/text", 1, 1)));
  }

  private Content render(Channel channel, String locale) {
    return switch (renderer.render(source, HOSTILE, channel, new Reader(locale, ""))) {
      case Rendering.Ready(var content) -> content;
      case Rendering.Impossible(_, var detail) -> throw new AssertionError(detail);
      case Rendering.NotNow(var detail) -> throw new AssertionError(detail);
    };
  }

  /** Templates whose database is away: {@code gone} is known not to be there. */
  private static final class UnansweringTemplates extends NoTemplates {
    @Override
    public Optional<Template> version(TemplateKey key, int version, long edition)
        throws TemplatesUnavailableException {
      if (key.value().equals("gone")) {
        return Optional.empty();
      }
      throw new TemplatesUnavailableException(new IllegalStateException("away"));
    }
  }
}
