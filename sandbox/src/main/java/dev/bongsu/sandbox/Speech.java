package dev.bongsu.sandbox;

import dev.bongsu.kernel.Content;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Hears what TwiML has said to somebody. */
final class Speech {
  private Speech() {}

  /** Reads a call as what is said in it; repetitions are heard once. */
  static Captured.Reading of(String twiml) {
    String said = said(twiml);
    return raw ->
        new SandboxMessage.Body(
            new Content(Map.of("say", said == null ? "" : said)),
            new String(raw, StandardCharsets.US_ASCII) + "\n" + twiml);
  }

  /** Whether it is a document that Twilio would carry out. */
  static boolean isTwiml(String document) {
    return said(document) != null;
  }

  /** Null if the document cannot be read. */
  private static @Nullable String said(String document) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    var said = new StringBuilder();
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(document));
      boolean response = false;
      int inside = 0;
      boolean heard = false;
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamReader.START_ELEMENT -> {
            response |= reader.getLocalName().equals("Response");
            inside += inside > 0 || reader.getLocalName().equals("Say") ? 1 : 0;
          }
          case XMLStreamReader.END_ELEMENT -> {
            inside -= inside > 0 ? 1 : 0;
            heard |= inside == 0 && !said.isEmpty();
          }
          case XMLStreamReader.CHARACTERS, XMLStreamReader.CDATA -> {
            if (inside > 0 && !heard) {
              said.append(reader.getText());
            }
          }
          default -> {
            // Says nothing.
          }
        }
      }
      return response ? said.toString() : null;
    } catch (XMLStreamException _) {
      return null;
    }
  }
}
