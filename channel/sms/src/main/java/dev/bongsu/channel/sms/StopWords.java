package dev.bongsu.channel.sms;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/** The words by which people say that they want no more short messages. */
final class StopWords {
  /** Those that carriers in North America demand, and those of Korean law. */
  private static final Set<String> WORDS =
      Set.of(
          "STOP",
          "STOPALL",
          "STOP ALL",
          "UNSUBSCRIBE",
          "CANCEL",
          "END",
          "QUIT",
          "OPTOUT",
          "OPT OUT",
          "OPT-OUT",
          "REVOKE",
          "수신거부",
          "수신 거부",
          "거부");

  private StopWords() {}

  /** Whether a text is one of them and nothing else, but for case, spaces and punctuation. */
  static boolean contain(String text) {
    String word =
        Normalizer.normalize(text, Normalizer.Form.NFC)
            .replaceAll("^[\\s\\p{Punct}]+|[\\s\\p{Punct}]+$", "")
            .replaceAll("\\s+", " ")
            .toUpperCase(Locale.ROOT);
    return WORDS.contains(word);
  }
}
