package dev.bongsu.sandbox;

import dev.bongsu.kernel.Content;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
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

  /** Where TwiML has a key go that is pressed while it speaks: its {@code Gather}'s action. */
  static Optional<String> onKey(String document) {
    try {
      XMLStreamReader reader = reader(document);
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamReader.START_ELEMENT
            && reader.getLocalName().equals("Gather")) {
          return Optional.ofNullable(reader.getAttributeValue(null, "action"));
        }
      }
      return Optional.empty();
    } catch (XMLStreamException _) {
      return Optional.empty();
    }
  }

  private static XMLStreamReader reader(String document) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory.createXMLStreamReader(new StringReader(document));
  }

  /** Null if the document cannot be read. */
  private static @Nullable String said(String document) {
    var said = new StringBuilder();
    try {
      XMLStreamReader reader = reader(document);
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
