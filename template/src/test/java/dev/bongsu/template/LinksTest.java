package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Links of a reader's own, to unsubscribe and to their preferences. */
class LinksTest {
  private static final String FOOT =
      "{'kind': 'function', 'content': {'default': {'text': 'Stop: {{@unsubscribeUrl}}', 'html':"
          + " '<a href=`{{@unsubscribeUrl}}`>Stop</a>'}}}";

  private final Shelf shelf =
      new Shelf()
          .put("foot", FOOT)
          .put("knot", "{'kind': 'function', 'content': {'default': {'text': '{{> foot}}'}}}")
          .put(
              "button",
              "{'kind': 'function', 'parameters': {'properties': {'to': {'type': 'string'}}},"
                  + " 'content': {'default': {'text': '{{to}}', 'html': '<a href={{to}}>x</a>'}}}");

  @Test
  void each_reader_gets_their_own_escaped_for_where_it_stands() throws Exception {
    Prepared prepared =
        prepared(
            "'email': {'subject': 'Hi', 'html': '<a href=`{{@unsubscribeUrl}}`>Stop</a> {{> foot}}"
                + " {{> button to=@preferencesUrl}}', 'text': '{{url @unsubscribeUrl from=`mail`}}'},"
                + " 'browser': {'title': 't', 'body': 'b', 'url': '{{@preferencesUrl}}', 'data':"
                + " {'stop': '{{@unsubscribeUrl}}'}}, 'sms': {'text': '{{> knot}}'}");

    assertThat(content(prepared, Channel.EMAIL, new CountedLinks("a&b")).fields())
        .containsEntry(
            "html",
            "<a href=\"https://n.example/u/a&amp;b\">Stop</a> <a"
                + " href=\"https://n.example/u/a&amp;b\">Stop</a> <a"
                + " href=https://n.example/p/a&amp;b>x</a>")
        .containsEntry("text", "https://n.example/u/a&b?from=mail");
    assertThat(content(prepared, Channel.EMAIL, new CountedLinks("bob")).text("text"))
        .isEqualTo("https://n.example/u/bob?from=mail");
    assertThat(content(prepared, Channel.BROWSER, new CountedLinks("c")).fields())
        .containsEntry("url", "https://n.example/p/c")
        .containsEntry("data", Map.of("stop", "https://n.example/u/c"));
    assertThat(content(prepared, Channel.SMS, new CountedLinks("d")).text("text"))
        .isEqualTo("Stop: https://n.example/u/d");
  }

  @Test
  void nothing_is_made_for_a_text_that_shows_no_link() throws Exception {
    Prepared prepared =
        prepared(
            "'email': {'subject': 'Hi', 'text': '{{#if x}}{{@preferencesUrl}}{{/if}}{{x}}'},"
                + " 'sms': {'text': '{{x}}'}");
    var links = new CountedLinks("a");

    content(prepared, Channel.EMAIL, links);
    assertThat(content(prepared, Channel.SMS, links))
        .isSameAs(content(prepared, Channel.SMS, new CountedLinks("b")));

    assertThat(links.asked).isZero();
  }

  @Test
  void a_text_may_ask_whether_its_reader_may_unsubscribe() throws Exception {
    Prepared prepared =
        prepared(
            "'voice': {'say': 'Hello.{{#if @canUnsubscribe}} Press 9 to stop.{{/if}}'}, 'sms':"
                + " {'text': '{{#if (not @canUnsubscribe)}}must{{/if}}'}");

    assertThat(content(prepared, Channel.VOICE, new CountedLinks("a")).text("say"))
        .isEqualTo("Hello. Press 9 to stop.");
    assertThat(content(prepared, Channel.SMS, ReaderLinks.NONE).text("text")).isEqualTo("must");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      quoteCharacter = '^',
      value = {
        "'email': {'subject': 'Hi {{@unsubscribeUrl}}', 'text': 'x'} -> /email/subject 1:4 nobody can follow a link in a subject",
        "'sms': {'text': 'x'}, 'voice': {'say': 'a{{url @preferencesUrl a=1}}'} -> /voice/say 1:2 nobody can follow a link that is spoken",
        "'voice': {'say': 'ab{{> foot}}'} -> /voice/say 1:3 function foot shows a link, but nobody",
        "'voice': {'say': 'ab{{> knot}}'} -> /voice/say 1:3 function knot shows a link, but nobody",
        "'voice': {'say': '{{> button to=@unsubscribeUrl}}'} -> /voice/say 1:1 function button shows a link, but nobody",
        "'email': {'subject': 's', 'html': '<a {{@unsubscribeUrl}}>x</a>'} -> /email/html 1:4 a link has its place in href",
        "'email': {'subject': 's', 'html': '<p style=`x: {{@unsubscribeUrl}}`>x</p>'} -> /email/html 1:14 a link has its place in href",
        "'email': {'subject': 's', 'html': '<p onclick=`{{@unsubscribeUrl}}`>x</p>'} -> /email/html 1:13 a link has its place in href",
        "'sms': {'text': 'x{{@unsubscribeUrl.length}}'} -> /sms/text 1:2 @unsubscribeUrl has no parts",
        "'sms': {'text': '{{@unsubscribeUri}}'} -> /sms/text 1:1 unknown variable \"@unsubscribeUri\"; did you mean \"@unsubscribeUrl\"?",
      })
  void a_place_where_nobody_could_follow_it_is_refused(String channels, String wanted) {
    assertThat(shelf.faults("t", body(channels)))
        .first()
        .asString()
        .startsWith("/content/default" + wanted);
  }

  @Test
  void a_fault_in_a_block_is_told_where_the_child_wrote_it() {
    shelf.put(
        "base",
        "{'kind': 'base', 'content': {'default': {'email': {'subject': 's', 'html': '<p>{{#block"
            + " `main`}}{{/block}}</p>'}}}}");

    assertThat(
            shelf.faults(
                "t",
                "{'extends': 'base', 'content': {'default': {'email': {'html': '{{#block"
                    + " `main`}}\\n<i style=`a: {{@preferencesUrl}}`>{{/block}}'}}}}"))
        .containsExactly(
            "/content/default/email/html 2:14 a link has its place in href, or between elements");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{@unsubscribeUrl}}", "{{> foot}}", "{{url @unsubscribeUrl a=1}}"})
  void it_is_known_what_shows_the_link_without_asking_whether_one_may(String text)
      throws Exception {
    assertThat(shelf.compile("t", body("'sms': {'text': '" + text + "'}")).content().unsubscribes())
        .isTrue();
    String asks = "{{#if @canUnsubscribe}}" + text + "{{/if}}";
    assertThat(shelf.compile("t", body("'sms': {'text': '" + asks + "'}")).content().unsubscribes())
        .isFalse();
  }

  private Prepared prepared(String channels) throws Exception {
    return Prepared.of(shelf.compile("t", body(channels)).content(), Map.of(), System::nanoTime);
  }

  private static String body(String channels) {
    return "{'content': {'default': {" + channels + "}}}";
  }

  private static Content content(Prepared prepared, Channel channel, ReaderLinks links) {
    return switch (prepared.render(channel, new Reader("en", "", links))) {
      case Rendering.Ready(var content) -> content;
      case Rendering.Impossible(_, var detail) -> throw new AssertionError(detail);
      case Rendering.NotNow(var detail) -> throw new AssertionError(detail);
    };
  }

  /** Links of one reader, who may unsubscribe. */
  private static final class CountedLinks implements ReaderLinks {
    private final String token;
    private int asked;

    CountedLinks(String token) {
      this.token = token;
    }

    @Override
    public boolean canUnsubscribe() {
      asked++;
      return true;
    }

    @Override
    public String unsubscribeUrl() {
      asked++;
      return "https://n.example/u/" + token;
    }

    @Override
    public String preferencesUrl() {
      asked++;
      return "https://n.example/p/" + token;
    }
  }
}
