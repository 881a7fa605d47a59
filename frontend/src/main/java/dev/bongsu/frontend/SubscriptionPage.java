package dev.bongsu.frontend;

import dev.bongsu.directory.Subscription;
import dev.bongsu.kernel.Channel;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The page that opts out, in the language of whoever reads it. It has no script and loads nothing,
 * so that it works in whatever a mail program opens.
 */
enum SubscriptionPage {
  ENGLISH("en") {
    @Override
    String title() {
      return "Which messages do you want?";
    }

    @Override
    String question() {
      return "What should we stop?";
    }

    @Override
    String label(Choice choice, Channel channel, @Nullable String category) {
      return switch (choice) {
        case CATEGORY_HERE -> "“" + category + "” " + by(channel);
        case CATEGORY -> "“" + category + "”, however it is sent";
        case CHANNEL -> "Everything " + by(channel);
        case ALL -> "Everything, however it is sent";
        case NOTHING -> "Nothing: I want these messages";
      };
    }

    @Override
    String stop() {
      return "Stop";
    }

    @Override
    String note() {
      return "Messages that you have to get, such as those about the safety of your account, still come.";
    }

    @Override
    String stopped(String what) {
      return "Stopped: " + what + ".";
    }

    @Override
    String stoppedBefore(String what) {
      return "Stopped already: " + what + ".";
    }

    @Override
    String stoppedNote() {
      return "What is already on its way may still arrive.";
    }

    @Override
    String undo() {
      return "Undo: send me everything";
    }

    @Override
    String restored() {
      return "You get everything again.";
    }

    @Override
    String sampleTitle() {
      return "This is a sample link";
    }

    @Override
    String sampleNote() {
      return "It stands in a preview and changes nothing. In a message each person has a link of their own,"
          + " and finds here what they can stop.";
    }

    @Override
    String unknownTitle() {
      return "This link does not work";
    }

    @Override
    String unknownNote() {
      return "A mail program may have cut it off. Open it once more from the message.";
    }

    private String by(Channel channel) {
      return switch (channel) {
        case EMAIL -> "by e-mail";
        case SMS -> "by text message";
        case VOICE -> "by phone call";
        case ANDROID, IOS -> "on your phone";
        case BROWSER -> "in your browser";
        case INAPP -> "in the app";
      };
    }
  },

  KOREAN("ko") {
    @Override
    String title() {
      return "어떤 알림을 받으시겠어요?";
    }

    @Override
    String question() {
      return "무엇을 그만 받으시겠어요?";
    }

    @Override
    String label(Choice choice, Channel channel, @Nullable String category) {
      return switch (choice) {
        case CATEGORY_HERE -> through(channel) + " 오는 ‘" + category + "’";
        case CATEGORY -> "‘" + category + "’ 전부";
        case CHANNEL -> through(channel) + " 오는 모든 알림";
        case ALL -> "모든 알림";
        case NOTHING -> "없음 (계속 받기)";
      };
    }

    @Override
    String stop() {
      return "그만 받기";
    }

    @Override
    String note() {
      return "계정 보안처럼 꼭 받아야 하는 알림은 계속 보내 드립니다.";
    }

    @Override
    String stopped(String what) {
      return "이제 받지 않습니다: " + what;
    }

    @Override
    String stoppedBefore(String what) {
      return "이미 받지 않고 있습니다: " + what;
    }

    @Override
    String stoppedNote() {
      return "이미 발송된 알림은 도착할 수 있습니다.";
    }

    @Override
    String undo() {
      return "되돌리기: 모두 받기";
    }

    @Override
    String restored() {
      return "다시 모든 알림을 받습니다.";
    }

    @Override
    String sampleTitle() {
      return "견본 링크입니다";
    }

    @Override
    String sampleNote() {
      return "미리보기에 쓰이는 링크이므로 아무것도 바뀌지 않습니다. 실제 메시지에서는 받는 사람마다 고유한 링크로 이 화면에서 수신 여부를 선택합니다.";
    }

    @Override
    String unknownTitle() {
      return "사용할 수 없는 링크입니다";
    }

    @Override
    String unknownNote() {
      return "링크가 중간에 잘렸을 수 있습니다. 받은 메시지에서 다시 열어 주세요.";
    }

    private String through(Channel channel) {
      return switch (channel) {
        case EMAIL -> "이메일로";
        case SMS -> "문자 메시지로";
        case VOICE -> "전화로";
        case ANDROID, IOS -> "스마트폰 푸시로";
        case BROWSER -> "브라우저 푸시로";
        case INAPP -> "앱으로";
      };
    }
  };

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --paper: #fff;
        --ground: #f3f4f6; --act: #a3280f; --on-act: #fff; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e9edf1; --soft: #a5b0bb; --line: #3b434c; --paper: #1c2127; --ground: #12161b;
          --act: #f2937c; --on-act: #2b0a03; } }
      * { box-sizing: border-box; }
      body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem 1rem;
        background: var(--ground); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif;
        word-break: keep-all; }
      main { width: 100%; max-width: 30rem; background: var(--paper); border: 1px solid var(--line);
        border-radius: .75rem; padding: 1.75rem; }
      h1 { font-size: 1.375rem; line-height: 1.3; margin: 0 0 1rem; text-wrap: balance; }
      fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
      form + form { margin-top: 1.5rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
      legend { padding: 0; color: var(--soft); margin-bottom: .5rem; }
      label { display: flex; gap: .75rem; padding: .75rem; border: 1px solid var(--line);
        border-radius: .5rem; margin-top: .5rem; cursor: pointer; overflow-wrap: anywhere; }
      label:has(:checked) { border-color: var(--act); box-shadow: inset 0 0 0 1px var(--act); }
      input { flex: none; width: 1.15rem; height: 1.15rem; margin: .2rem 0 0; accent-color: var(--act); }
      button { width: 100%; margin-top: 1.25rem; padding: .8rem; border: 0; border-radius: .5rem;
        background: var(--act); color: var(--on-act); font: inherit; font-weight: 600; cursor: pointer; }
      button.quiet { background: none; color: var(--ink); border: 1px solid var(--line); }
      :focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
      p { margin: 1rem 0 0; overflow-wrap: anywhere; } h1 + p { margin-top: 0; } .note { color: var(--soft); font-size: .9375rem; }
      """;

  private final String tag;

  SubscriptionPage(String tag) {
    this.tag = tag;
  }

  abstract String title();

  abstract String question();

  abstract String label(Choice choice, Channel channel, @Nullable String category);

  abstract String stop();

  abstract String note();

  abstract String stopped(String what);

  abstract String stoppedBefore(String what);

  abstract String stoppedNote();

  abstract String undo();

  abstract String restored();

  abstract String sampleTitle();

  abstract String sampleNote();

  abstract String unknownTitle();

  abstract String unknownNote();

  /** In the language that an Accept-Language header (RFC 9110 section 12.5.4) likes best. */
  static SubscriptionPage in(@Nullable String acceptLanguage) {
    try {
      List<LanguageRange> wanted =
          acceptLanguage == null ? List.of() : LanguageRange.parse(acceptLanguage);
      String tag = Locale.lookupTag(wanted, List.of(ENGLISH.tag, KOREAN.tag));
      return KOREAN.tag.equals(tag) ? KOREAN : ENGLISH;
    } catch (IllegalArgumentException _) {
      return ENGLISH;
    }
  }

  /**
   * The choices.
   *
   * @param category what people call what the message was about, null for nothing
   * @param stopped what was chosen before
   */
  String choices(Subscription subscription, @Nullable String category, Set<Choice> stopped) {
    List<Choice> choices =
        Choice.of(subscription).stream().filter(each -> each != Choice.NOTHING).toList();
    String radios =
        choices.stream()
            .map(each ->
                "<label><input type=\"radio\" name=\"choice\" value=\"%s\"%s><span>%s</span></label>"
                    .formatted(
                        each.apiName(),
                        each == choices.getFirst() ? " checked" : "",
                        escaped(label(each, subscription.channel(), category))))
            .collect(Collectors.joining("\n"));
    String before =
        stopped.stream()
            .map(each -> label(each, subscription.channel(), category))
            .collect(Collectors.joining(", "));
    return page(
        title(),
        (before.isEmpty() ? "" : "<p>" + escaped(stoppedBefore(before)) + "</p>" + restoring())
            + """
            <form method="post"><fieldset><legend>%s</legend>
            %s
            </fieldset><button>%s</button></form>
            <p class="note">%s</p>
            """
                .formatted(question(), radios, stop(), note()));
  }

  /** That it is done. */
  String done(Choice choice, Subscription subscription, @Nullable String category) {
    if (choice == Choice.NOTHING) {
      return page(restored(), "");
    }
    String what = label(choice, subscription.channel(), category);
    return page(
        stopped(what),
        """
        <p class="note">%s</p>
        """
                .formatted(stoppedNote())
            + restoring());
  }

  private String restoring() {
    return "<form method=\"post\"><button class=\"quiet\" name=\"choice\" value=\"%s\">%s</button></form>\n"
        .formatted(Choice.NOTHING.apiName(), undo());
  }

  /** That the link is nobody's. */
  String sample() {
    return page(sampleTitle(), "<p>" + sampleNote() + "</p>");
  }

  /** That the link is none of ours. */
  String unknown() {
    return page(unknownTitle(), "<p>" + unknownNote() + "</p>");
  }

  private String page(String heading, String rest) {
    return """
    <!doctype html>
    <html lang="%s">
    <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title><style>
    %s</style></head>
    <body><main>
    <h1>%s</h1>
    %s</main></body>
    </html>
    """
        .formatted(tag, escaped(heading), STYLE, escaped(heading), rest);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
