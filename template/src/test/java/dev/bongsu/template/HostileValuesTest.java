package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.text.Bidi;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** No value of a parameter, however hostile, becomes anything but a value. */
class HostileValuesTest {
  private static final int ROUNDS = 2000;
  private static final long SEED = 20_261_123;

  /** What attacks are made of. */
  private static final List<String> PIECES =
      List.of(
          "<script>alert(1)</script>",
          "</title>",
          "</style>",
          "</textarea>",
          "-->",
          "--!>",
          "<!--",
          "\"",
          "'",
          "`",
          "=",
          " ",
          "\n",
          "\r\n",
          "\t",
          "\0",
          ">",
          "<",
          "/>",
          "</",
          "&",
          "&#106;",
          "&quot;",
          "javascript:",
          "java\tscript:",
          "JaVaScRiPt:alert(1)",
          "vbscript:x",
          "data:text/html,x",
          "onclick=alert(1)",
          " onerror=\"x\"",
          "style=x",
          ";}",
          "{}",
          "}*{color:red}",
          "/*",
          "*/",
          "\\",
          "expression(alert(1))",
          "url(javascript:x)",
          "]]>",
          "<![CDATA[",
          "<?xml?>",
          "%0d%0a",
          "%",
          "\u2028",
          "\u2029",
          "\u0085",
          "\u000b",
          "\f",
          "\u202e",
          "\u202d",
          "\u202a",
          "\u202c",
          "\u2066",
          "\u2067",
          "\u2069",
          "\u2069\u2069\u202c\u202c",
          "\u0627\u0644",
          "\u009b31m",
          "\u001b[2J",
          "\u0090",
          "\r\n\r\n",
          "\ud83d\ude00\ufe0f",
          "@import 'x'",
          "behavior:url(x)",
          "</Say><Hangup/><Say>",
          "<break time='9s'/>",
          "&#x202e;",
          "\ufeff",
          "\uffff",
          "\ufffe",
          "😀",
          "가",
          "é",
          "Bcc: a@b.c",
          "{{x}}",
          "{{",
          "}}",
          "\\u0022",
          "$",
          "#",
          "?",
          "//evil.example",
          "a",
          "0",
          "x".repeat(300),
          "\u200d",
          "\ud83d\udc69\u200d\ud83d\udc67");

  private static final String HTML =
      """
      <html lang="{{@locale}}"><head><title>{{v}}</title><style>.a { color: {{v}} }</style></head>
      <body class="{{v}}" style="color: {{v}}; margin: 0">
      <p title='{{v}}'>{{v}}</p><h{{v}}>x</h{{v}}><a href="{{v}}" id="i">l</a>
      <a href="https://x.example/{{v}}?q={{v}}&amp;z=1#{{v}}">l</a><a href={{v}} id=z>l</a>
      <img src='{{v}}' alt={{v}}><i data-a="{{v}}" onclick="f('{{v}}')">{{#each l}}<b>{{this}}</b>{{/each}}</i>
      <!-- {{v}} --><!--[if mso]>{{v}}<![endif]--><textarea>{{v}}</textarea>
      {{#if v}}<u title="{{v}}">{{/if}}x</u> 1 <{{v}} 2 <em class="a {{> say it=v}}">{{> say it=v}}</em>
      <s{{#if v}} title="{{v}}"{{/if}}>{{truncate v 9}}{{url v a=v}}</s>
      <script>var a = {{v}};</script><span {{v}}>end</span></body></html>
      """;

  private final Shelf shelf =
      new Shelf()
          .put(
              "say",
              "{'kind': 'function', 'content': {'default': {'text': 'It is <{{it}}>', 'html':"
                  + " '<q title=`{{it}}`>{{it}}</q>'}}}");
  private final RandomGenerator random = new SplittableRandom(SEED);
  private final Definition definition;

  HostileValuesTest() throws InvalidException {
    Map<String, Object> email = new LinkedHashMap<>();
    email.put("subject", "Hi {{v}}, {{> say it=v}}");
    email.put("html", HTML);
    email.put("text", "{{v}}");
    Map<String, Object> ios = Map.of("title", "{{v}}", "body", "b", "data", Map.of("k", "{{v}}"));
    Map<String, Object> voice = Map.of("say", "<p title='{{v}}'>{{v}} {{> say it=v}}</p>");
    Map<String, Object> sms = Map.of("text", "From {{v}}: {{> say it=v}} end");
    Map<String, Object> browser =
        Map.of("title", "t", "body", "b", "url", "https://x/{{v}}?a={{v}}");
    Map<String, Object> android =
        Map.of("title", "{{v}}", "body", "{{v}}", "tag", "{{v}}", "data", Map.of("k", "{{v}}"));
    Map<String, Object> inapp = Map.of("title", "{{v}}", "body", "{{v}}", "url", "{{v}}");
    Map<String, @Nullable Object> body =
        Map.of(
            "content",
            Map.of(
                "default",
                Map.of(
                    "email", email, "ios", ios, "voice", voice, "browser", browser, "sms", sms,
                    "android", android, "inapp", inapp)));
    definition = new Compiler(shelf).compile(new TemplateKey("t"), body);
  }

  @Test
  void html_keeps_its_elements_attributes_and_harmless_links() {
    List<String> wanted = skeleton(Jsoup.parse(html("7")));
    int rendered = 0;

    for (int i = 0; i < ROUNDS; i++) {
      String value = value();
      if (!(render(Channel.EMAIL, value) instanceof Rendering.Ready(var content))) {
        continue;
      }
      rendered++;
      Document document = Jsoup.parse(String.valueOf(content.text("html")));
      assertThat(skeleton(document)).as("value %s", Json.writeText(value)).isEqualTo(wanted);
      assertThat(visible(document.expectFirst("p").wholeText())).isEqualTo(visible(value));
      for (Element link : document.select("[href], [src]")) {
        String url = link.hasAttr("href") ? link.attr("href") : link.attr("src");
        assertThat(url.replaceAll("[\\x00-\\x20]", "").toLowerCase(Locale.ROOT))
            .doesNotStartWith("javascript:")
            .doesNotStartWith("vbscript:")
            .doesNotStartWith("data:");
      }
      assertThat(document.expectFirst("script").data())
          .doesNotContainPattern("[<>()'\"=;]{2}|alert\\(");
      assertThat(document.expectFirst("i").attr("onclick")).matches("f\\('[^'\"()<>=;\\\\]*'\\)");
      assertThat(document.expectFirst("body").attr("style"))
          .matches("color: [^;(){}\"']*; margin: 0");
      assertThat(document.expectFirst("span").attributes().asList())
          .allSatisfy(each -> assertThat(each.getValue()).isEmpty());
    }

    assertThat(rendered).isGreaterThan(ROUNDS / 2);
  }

  @Test
  void a_header_stays_one_line_and_within_its_bound() {
    for (int i = 0; i < ROUNDS; i++) {
      if (render(Channel.EMAIL, value()) instanceof Rendering.Ready(var content)) {
        assertThat(content.text("subject"))
            .doesNotContainPattern("[\\r\\n\\f\\x0b\\x00\\u0085\\u2028\\u2029]")
            .hasSizeLessThanOrEqualTo(998);
      }
    }
  }

  @Test
  void xml_keeps_its_elements_and_says_what_was_given() throws Exception {
    var parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    for (int i = 0; i < ROUNDS; i++) {
      String value = value();
      if (render(Channel.VOICE, value) instanceof Rendering.Ready(var content)) {
        var xml = "<Say>" + content.text("say") + "</Say>";
        var root =
            parser
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertThat(root.getChildNodes().getLength()).isOne();
        assertThat(root.getElementsByTagName("*").getLength()).isOne();
        assertThat(visible(root.getTextContent()))
            .isEqualTo(visible(value + " It is <" + value + ">"));
      }
    }
  }

  @Test
  void a_short_message_has_no_control_characters_and_says_what_was_given() {
    for (int i = 0; i < ROUNDS; i++) {
      String value = value();
      if (render(Channel.SMS, value) instanceof Rendering.Ready(var content)) {
        String text = String.valueOf(content.text("text"));
        assertThat(text)
            .doesNotContainPattern("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f]");
        assertThat(visible(text))
            .isEqualTo(visible("From " + value + ": It is <" + value + "> end"));
      }
    }
  }

  /** By the JDK's own reading of the Unicode Bidirectional Algorithm. */
  @Test
  void no_value_turns_around_what_is_written_behind_it() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      String value = value();
      for (Target target : List.of(Target.TEXT, Target.LINE, Target.HTML, Target.XML)) {
        List<Fault> faults = new ArrayList<>();
        String source = "\u2067{{v}}\u2069 end";
        var complaints = new Complaints("", source, faults);
        Script script =
            Script.compile(source, target, Shape.ANYTHING, Functions.NONE, complaints, faults);
        String text =
            script.render(Map.of("v", value), new Reader("", ""), 10_000, new Effort(() -> 0));
        String last = text.lines().reduce("", (_, line) -> line);
        var directions = new Bidi(last, Bidi.DIRECTION_LEFT_TO_RIGHT);
        assertThat(directions.getLevelAt(last.length() - 1))
            .as("%s of %s", target, Json.writeText(value))
            .isZero();
      }
    }
  }

  @Test
  void json_keeps_its_structure_and_holds_the_value_as_a_text() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      String value = value();
      if (render(Channel.IOS, value) instanceof Rendering.Ready(var content)) {
        Map<String, @Nullable Object> read = Json.object(Json.read(Json.write(content.fields())));
        assertThat(read.get("data") instanceof Map<?, ?> data ? visible(data.toString()) : "")
            .isEqualTo(visible("{k=" + value + "}"));
        assertThat(Json.write(content.fields()).length).isLessThanOrEqualTo(4096);
      }
    }
  }

  @Test
  void a_url_keeps_its_host_and_its_query() {
    for (int i = 0; i < ROUNDS; i++) {
      if (render(Channel.BROWSER, value()) instanceof Rendering.Ready(var content)) {
        assertThat(content.text("url"))
            .matches("https://x/[A-Za-z0-9%._~-]*\\?a=[A-Za-z0-9%._~-]*");
      }
    }
  }

  /** What passes is by jsoup's reading of it, which is not that of what cleaned it. */
  @Test
  void html_that_a_parameter_brings_stays_in_its_place_and_runs_nothing() throws Exception {
    var raw =
        new Compiler(shelf)
            .compile(
                new TemplateKey("raw"),
                Shelf.json(
                    "{'parameters': {'properties': {'h': {'contentMediaType': 'text/html'}}},"
                        + " 'content': {'default': {'email': {'subject': 's', 'html':"
                        + " '<div id=`in`>{{{h}}}</div><p id=`after`>after</p>'}}}}"));
    for (int i = 0; i < ROUNDS; i++) {
      String value = "<b>x" + value() + "</div></p></body>" + value();
      Map<String, @Nullable Object> params = Map.of("h", value);
      var rendering =
          Prepared.of(raw.content(), params, System::nanoTime)
              .render(Channel.EMAIL, new Reader("en", ""));
      if (!(rendering instanceof Rendering.Ready(var content))) {
        continue;
      }
      Document document = Jsoup.parse(String.valueOf(content.text("html")));
      assertThat(document.select("script, style, iframe, object, embed, form, link, meta, base"))
          .as("value %s", Json.writeText(value))
          .isEmpty();
      assertThat(document.body().children())
          .as("value %s", Json.writeText(value))
          .extracting(Element::tagName)
          .startsWith("div")
          .endsWith("p");
      assertThat(document.expectFirst("#after").text()).isEqualTo("after");
      for (Element each : document.getAllElements()) {
        for (Attribute attribute : each.attributes()) {
          String said =
              attribute.getValue().replaceAll("[\\x00-\\x20]", "").toLowerCase(Locale.ROOT);
          assertThat(attribute.getKey()).as("value %s", value).doesNotStartWith("on");
          assertThat(said).doesNotStartWith("javascript:").doesNotStartWith("vbscript:");
        }
      }
    }
  }

  @Test
  void no_message_is_larger_than_its_channel_carries() {
    for (int i = 0; i < ROUNDS; i++) {
      String value = value().repeat(random.nextInt(1, 40));
      for (Channel channel : definition.content().channels()) {
        if (render(channel, value) instanceof Rendering.Ready(var content)) {
          for (ChannelField field : ChannelField.of(channel)) {
            String text = field.data() ? null : content.text(field.name());
            assertThat(text == null ? 0 : text.length()).isLessThanOrEqualTo(field.maxLength());
          }
          int bytes = Payload.bytes(channel, content);
          switch (channel) {
            case ANDROID, IOS -> assertThat(bytes).isLessThanOrEqualTo(4096);
            case BROWSER -> assertThat(bytes).isLessThanOrEqualTo(3993);
            case EMAIL, SMS, VOICE, INAPP -> {}
          }
        }
      }
    }
  }

  private String value() {
    var value = new StringBuilder();
    int pieces = random.nextInt(1, 6);
    for (int i = 0; i < pieces; i++) {
      value.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return value.toString();
  }

  private String html(String value) {
    return render(Channel.EMAIL, value) instanceof Rendering.Ready(Content content)
        ? String.valueOf(content.text("html"))
        : "";
  }

  private Rendering render(Channel channel, String value) {
    Map<String, @Nullable Object> params = Map.of("v", value, "l", List.of(value, value));
    return Prepared.of(definition.content(), params, System::nanoTime)
        .render(channel, new Reader("en", ""));
  }

  /** Elements with the names of their attributes, but those that a value may name. */
  private static List<String> skeleton(Document document) {
    List<String> skeleton = new ArrayList<>();
    for (Element each : document.getAllElements()) {
      String name = each.tagName().replaceAll("^h\\d*$", "h");
      List<String> attributes =
          name.equals("span")
              ? List.of()
              : each.attributes().asList().stream().map(Attribute::getKey).toList();
      skeleton.add(name + attributes);
    }
    return skeleton;
  }

  /** What is left when white space, control characters and marks of direction do not count. */
  private static String visible(String text) {
    return text.replaceAll(
        "[\\s\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\ufeff\ufffe\uffff]", "");
  }
}
