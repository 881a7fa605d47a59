package dev.bongsu.channel.voice;

import java.io.StringReader;
import java.lang.Character.UnicodeScript;
import java.net.URI;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What Twilio is to do in a call: say a message, some times over, and wait for one key (TwiML's
 * {@code Gather} and {@code Say}).
 */
final class Twiml {
  /** What Twilio speaks inside {@code Say}; anything else would be a command of its own. */
  private static final Set<String> SSML =
      Set.of("break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w");

  private final CallRules.Speech speech;

  Twiml(CallRules.Speech speech) {
    this.speech = speech;
  }

  /**
   * The document for a message.
   *
   * @param say text, or text with SSML inside, its special characters escaped
   * @param onKey where the key that is pressed goes
   */
  String of(String say, URI onKey) {
    String spoken = isSpeech(say) ? say : escaped(say);
    var said = new StringBuilder("<Say language=\"" + language(say) + "\"");
    if (speech.voice() != null) {
      said.append(" voice=\"").append(escaped(speech.voice())).append('"');
    }
    said.append('>').append(spoken).append("</Say>");
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Gather numDigits=\"1\" timeout=\"5\""
        + " method=\"POST\" action=\""
        + escaped(onKey.toString())
        + "\">"
        + said
        + ("<Pause length=\"1\"/>" + said).repeat(speech.times() - 1)
        + "</Gather></Response>";
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

  /**
   * Rendered templates are XML already, whoever sends to one address directly may write plain text.
   */
  private static boolean isSpeech(String say) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader reader =
          factory.createXMLStreamReader(new StringReader("<Say>" + say + "</Say>"));
      int depth = 0;
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamReader.START_ELEMENT -> {
            if (depth++ > 0 && !SSML.contains(reader.getLocalName())) {
              return false;
            }
          }
          case XMLStreamReader.END_ELEMENT -> depth--;
          case XMLStreamReader.PROCESSING_INSTRUCTION, XMLStreamReader.ENTITY_REFERENCE -> {
            return false;
          }
          default -> {
            // Text and comments.
          }
        }
      }
      return true;
    } catch (XMLStreamException _) {
      return false;
    }
  }

  /** XML 1.0 section 2.4; what section 2.2 has no place for is left out. */
  private static String escaped(String text) {
    var out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .filter(c -> c >= 0x20 || c == '\t' || c == '\n' || c == '\r')
        .filter(c -> c < 0xd800 || c > 0xdfff)
        .forEach(c -> {
          switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case 0xfffe, 0xffff -> {
              // Are no characters.
            }
            default -> out.appendCodePoint(c);
          }
        });
    return out.toString();
  }
}
