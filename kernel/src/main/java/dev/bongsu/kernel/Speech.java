package dev.bongsu.kernel;

import java.io.StringReader;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What a call says, as XML, and how much of it a call carries. */
public final class Speech {
  /** The longest document that Twilio takes as {@code Twiml}, in characters. */
  public static final int MAX_DOCUMENT_LENGTH = 4000;

  /**
   * How long what is said may be as XML, so that a document that says it once has room for all
   * else: the longest public URL, language and voice.
   */
  public static final int MAX_LENGTH = 3200;

  /** What Twilio speaks inside {@code Say}; anything else would be a command of its own. */
  private static final Set<String> SSML =
      Set.of("break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w");

  private Speech() {}

  /**
   * What is said, as XML.
   *
   * @param say text, or text with SSML inside, its special characters escaped: rendered templates
   *     are XML already, whoever sends to one address directly may write plain text
   */
  public static String spoken(String say) {
    return isSpeech(say) ? say : escaped(say);
  }

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
  public static String escaped(String text) {
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
