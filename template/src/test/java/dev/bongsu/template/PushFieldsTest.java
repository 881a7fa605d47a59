package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.InvalidException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a push message is shown: what goes through, and what is refused when. */
class PushFieldsTest {
  private final Shelf shelf = new Shelf();

  @Test
  void how_a_message_is_shown_comes_through_on_ios() throws Exception {
    String fields =
        "'subtitle': 'Order {{n}}', 'badge': '{{count}}', 'sound': 'bell', 'threadId': 'o-{{n}}',"
            + " 'category': 'ORDER', 'interruptionLevel': 'time-sensitive'";

    assertThat(rendered(Channel.IOS, fields, Map.of("n", "A-17", "count", 3L)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "title", "t",
                "body", "b",
                "subtitle", "Order A-17",
                "badge", 3,
                "sound", "bell",
                "threadId", "o-A-17",
                "category", "ORDER",
                "interruptionLevel", "time-sensitive"));
  }

  @Test
  void how_a_message_is_shown_comes_through_on_android() throws Exception {
    String fields =
        "'badge': 7, 'sound': 'bell', 'image': 'https://shop.example/{{n}}.png', 'channelId': 'orders',"
            + " 'tag': '{{n}}', 'clickAction': 'OPEN'";

    assertThat(rendered(Channel.ANDROID, fields, Map.of("n", "A 17")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "title", "t",
                "body", "b",
                "badge", 7,
                "sound", "bell",
                "image", "https://shop.example/A%2017.png",
                "channelId", "orders",
                "tag", "A 17",
                "clickAction", "OPEN"));
  }

  @Test
  void a_badge_may_be_asked_to_show_what_is_unread_where_only_the_sending_knows_it()
      throws Exception {
    assertThat(rendered(Channel.IOS, "'badge': 'unread'", Map.of()))
        .containsEntry(Content.BADGE, Content.UNREAD);
    assertThat(rendered(Channel.ANDROID, "'badge': '{{show}}'", Map.of("show", "unread")))
        .containsEntry(Content.BADGE, Content.UNREAD);
  }

  @Test
  void what_comes_to_nothing_is_left_out() throws Exception {
    String fields = "'badge': '{{#if count}}{{count}}{{/if}}', 'interruptionLevel': '{{level}}'";

    assertThat(rendered(Channel.IOS, fields, Map.of())).containsOnlyKeys("title", "body");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ios     | 'badge': 'many'            | badge: wanted a whole number from 0 to 999999999, or unread
          ios     | 'interruptionLevel': 'now' | interruptionLevel: wanted passive, active, time-sensitive or critical
          android | 'image': 'http://a.example/b.png' | image: wanted an https URL
          """)
  void what_is_wrong_whatever_the_parameters_is_refused_when_it_is_written(
      String channel, String field, String detail) {
    assertThat(shelf.faults("t", content(channel, field)))
        .singleElement()
        .asString()
        .contains("/content/default/" + channel, detail);
  }

  @Test
  void numbers_out_of_range_and_fields_of_another_channel_are_refused_with_their_place() {
    assertThat(shelf.faults("t", content("ios", "'badge': -1")))
        .singleElement()
        .asString()
        .startsWith("/content/default/ios/badge");
    assertThat(shelf.faults("t", content("ios", "'channelId': 'orders'")))
        .singleElement()
        .asString()
        .startsWith("/content/default/ios/channelId");
  }

  @Test
  void a_value_that_is_no_number_fails_when_it_is_rendered() throws Exception {
    Rendering rendering = render(Channel.IOS, "'badge': '{{count}}'", Map.of("count", "3 of 4"));

    assertThat(rendering)
        .isInstanceOfSatisfying(
            Rendering.Impossible.class,
            impossible ->
                assertThat(impossible.detail()).startsWith("badge: wanted a whole number"));
  }

  @Test
  void all_of_it_counts_towards_what_the_service_carries() throws Exception {
    Rendering rendering =
        render(
            Channel.IOS,
            "'data': {'d': '{{long}}'}, 'sound': 'bell', 'badge': 1",
            Map.of("long", "x".repeat(4050)));

    assertThat(rendering)
        .isInstanceOfSatisfying(
            Rendering.Impossible.class,
            impossible -> assertThat(impossible.detail()).contains("carries 4096"));
  }

  @Test
  void data_that_is_too_large_is_told_what_the_payload_may_have_and_what_is_left()
      throws Exception {
    int others = "{'notification':{'title':'t','body':'b'}}".length();
    Map<String, @Nullable Object> long5000 = Map.of("long", "x".repeat(5000));

    assertThat(render(Channel.ANDROID, "'data': {'a': 'b', 'd': '{{long}}'}", long5000))
        .isEqualTo(
            new Rendering.Impossible(
                FailureCode.PAYLOAD_TOO_LARGE,
                "data: the payload may have 4096 bytes in all, of which the other fields take "
                    + others
                    + " and leave "
                    + (4096 - others)));
    assertThat(
            render(
                Channel.INAPP,
                "'data': {'a': '{{long}}', 'd': '{{long}}'}",
                Map.of("long", "x".repeat(40_000))))
        .isEqualTo(
            new Rendering.Impossible(
                FailureCode.RENDERING_FAILED,
                "data: the rendered texts are longer than 65536 characters together"));
  }

  /** The frames are what the services get around a body: title and envelope. */
  @ParameterizedTest
  @CsvSource({
    "ANDROID, 4096, '{\"notification\":{\"title\":\"t\",\"body\":\"\"}}'",
    "IOS, 4096, '{\"aps\":{\"alert\":{\"title\":\"t\",\"body\":\"\"}}}'",
    "BROWSER, 3993, '{\"id\":\"00000000-0000-0000-0000-000000000000\",\"title\":\"t\",\"body\":\"\",\"url\":null,\"data\":null}'"
  })
  void a_body_may_fill_the_payload_to_the_last_byte_and_not_one_more(
      Channel channel, int most, String frame) throws Exception {
    int room = most - frame.length();
    for (Map.Entry<String, Integer> each :
        Map.of("x", 1, "\"", 2, "\n", 2, "é", 2, "가", 3, "😀", 4).entrySet()) {
      String filled = each.getKey().repeat(room / each.getValue());
      String full = filled + "x".repeat(room % each.getValue());

      Preview preview = preview(channel, full);
      assertThat(preview.bytes()).as(each.getKey()).isEqualTo(most);
      assertThatThrownBy(() -> preview(channel, full + "x"))
          .isInstanceOf(InvalidException.class)
          .hasMessageContaining("the payload is " + (most + 1) + " bytes");
    }
  }

  @Test
  void a_count_that_is_not_known_yet_takes_the_room_of_the_longest() throws Exception {
    int frame = "{'notification':{'title':'t','body':''}}{'notification_count':999999999}".length();
    String filled = "x".repeat(4096 - frame);
    String unread = ", 'badge': 'unread'";

    assertThat(preview(Channel.ANDROID, filled, unread).bytes()).isEqualTo(4096);
    assertThatThrownBy(() -> preview(Channel.ANDROID, filled + "x", unread))
        .isInstanceOf(InvalidException.class);
  }

  private Preview preview(Channel channel, String body) throws InvalidException {
    return preview(channel, body, "");
  }

  private Preview preview(Channel channel, String body, String more) throws InvalidException {
    Definition definition =
        shelf.compile(
            "t",
            "{'content': {'default': {'"
                + channel.apiName()
                + "': {'title': 't', 'body': '{{b}}'"
                + more
                + "}}}}");
    var request =
        new PreviewRequest(Map.of("b", body), "", "", null, channel, null, ReaderLinks.NONE);
    return Previews.of(1, definition, request);
  }

  private Map<String, Object> rendered(
      Channel channel, String fields, Map<String, @Nullable Object> params) throws Exception {
    if (render(channel, fields, params) instanceof Rendering.Ready(Content content)) {
      return content.fields();
    }
    throw new AssertionError(render(channel, fields, params));
  }

  private Rendering render(Channel channel, String fields, Map<String, @Nullable Object> params)
      throws Exception {
    Definition definition = shelf.compile("t", content(channel.apiName(), fields));
    return Prepared.of(definition.content(), params, System::nanoTime)
        .render(channel, new Reader("", ""));
  }

  private static String content(String channel, String fields) {
    return "{'content': {'default': {'"
        + channel
        + "': {'title': 't', 'body': 'b', "
        + fields
        + "}}}}";
  }
}
