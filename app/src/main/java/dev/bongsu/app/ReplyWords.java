package dev.bongsu.app;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/**
 * What people mean who write back: the words that carriers prescribe (CTIA, Messaging Principles
 * and Best Practices, section 5.1.3) and those used in Korea. Only a message that is such a word
 * and nothing else counts.
 */
final class ReplyWords {
  private static final Set<String> STOP =
      Set.of(
          "stop",
          "stopall",
          "stop all",
          "unsubscribe",
          "cancel",
          "end",
          "quit",
          "optout",
          "opt-out",
          "opt out",
          "revoke",
          "remove",
          "수신거부",
          "수신 거부",
          "거부",
          "중지",
          "해지");
  private static final Set<String> START =
      Set.of("start", "unstop", "subscribe", "optin", "opt-in", "opt in", "수신동의", "수신 동의");

  /** What it comes to. */
  enum Meaning {
    STOP,
    START,
    NOTHING
  }

  private ReplyWords() {}

  static Meaning meaning(String words) {
    String plain =
        Normalizer.normalize(words, Normalizer.Form.NFKC)
            .replaceAll("[\\p{Punct}&&[^-]]+", " ")
            .strip()
            .replaceAll("\\s+", " ")
            .toLowerCase(Locale.ROOT);
    if (STOP.contains(plain)) {
      return Meaning.STOP;
    }
    return START.contains(plain) ? Meaning.START : Meaning.NOTHING;
  }
}
