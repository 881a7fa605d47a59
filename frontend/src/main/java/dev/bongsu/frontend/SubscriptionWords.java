package dev.bongsu.frontend;

import dev.bongsu.kernel.Channel;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import org.jspecify.annotations.Nullable;

/** What a {@link SubscriptionPage} says, in each language that it speaks. */
enum SubscriptionWords {
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

  private final String tag;

  SubscriptionWords(String tag) {
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

  /** See {@link SubscriptionPage#in}. */
  static SubscriptionWords in(@Nullable String acceptLanguage) {
    try {
      List<LanguageRange> wanted =
          acceptLanguage == null ? List.of() : LanguageRange.parse(acceptLanguage);
      String tag = Locale.lookupTag(wanted, List.of(ENGLISH.tag, KOREAN.tag));
      return KOREAN.tag.equals(tag) ? KOREAN : ENGLISH;
    } catch (IllegalArgumentException _) {
      return ENGLISH;
    }
  }

  /** Of the language, as in BCP 47. */
  String tag() {
    return tag;
  }
}
