package dev.bongsu.channel.voice;

import dev.bongsu.kernel.Speech;
import java.lang.Character.UnicodeScript;
import java.net.URI;

/**
 * What Twilio is to do in a call: say a message, some times over, and wait for one key (TwiML's
 * {@code Gather} and {@code Say}).
 */
final class Twiml {
  private static final String PAUSE = "<Pause length=\"1\"/>";
  private static final String END = "</Gather></Response>";

  private final CallRules.Speech speech;

  Twiml(CallRules.Speech speech) {
    this.speech = speech;
  }

  /**
   * The document for a message; it is said fewer times than it should be where that is what fits.
   *
   * @param say as {@link Speech#spoken} takes it
   * @param onKey where the key that is pressed goes
   */
  String of(String say, URI onKey) {
    var said = new StringBuilder("<Say language=\"" + language(say) + "\"");
    if (speech.voice() != null) {
      said.append(" voice=\"").append(Speech.escaped(speech.voice())).append('"');
    }
    said.append('>').append(Speech.spoken(say)).append("</Say>");
    String once =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Gather numDigits=\"1\" timeout=\"5\""
            + " method=\"POST\" action=\""
            + Speech.escaped(onKey.toString())
            + "\">"
            + said;
    String again = PAUSE + said;
    int room = Speech.MAX_DOCUMENT_LENGTH - once.length() - END.length();
    int times = Math.min(speech.times() - 1, Math.max(0, room) / again.length());
    return once + again.repeat(times) + END;
  }

  /** The letters tell it for some languages; a template in another sets the provider's. */
  private String language(String say) {
    boolean han = false;
    for (int c : (Iterable<Integer>) say.codePoints()::iterator) {
      switch (UnicodeScript.of(c)) {
        case HANGUL -> {
          return "ko-KR";
        }
        case HIRAGANA, KATAKANA -> {
          return "ja-JP";
        }
        case HAN -> han = true;
        default -> {
          // Tells nothing.
        }
      }
    }
    return han ? "zh-CN" : speech.language();
  }
}
