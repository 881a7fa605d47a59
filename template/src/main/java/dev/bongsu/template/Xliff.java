package dev.bongsu.template;

import dev.bongsu.kernel.InvalidException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Texts as XLIFF 2.0 (OASIS, urn:oasis:names:tc:xliff:document:2.0). What stands in braces is a
 * placeholder with its original data, so that translation tools keep it whole; characters that XML
 * does not know are {@code cp} elements.
 */
public final class Xliff {
  /** The media type (XLIFF 2.0, appendix A). */
  public static final String MEDIA_TYPE = "application/xliff+xml";

  static final String NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0";
  private static final Pattern BRACES = Pattern.compile("\\{\\{\\{?[^{}]*\\}?\\}\\}");

  private Xliff() {}

  /** A document of one file. */
  public static String write(TemplateStrings strings) {
    var out = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("xliff");
      xml.writeDefaultNamespace(NAMESPACE);
      xml.writeAttribute("version", "2.0");
      // What the default language is nobody says: "und" is BCP 47's word for that.
      xml.writeAttribute("srcLang", "und");
      xml.writeAttribute("trgLang", strings.locale());
      xml.writeStartElement("file");
      xml.writeAttribute("id", strings.template());
      xml.writeAttribute("original", "v" + strings.version());
      for (TemplateStrings.Text text : strings.texts()) {
        unit(xml, text);
      }
      xml.writeEndElement();
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("memory cannot fail to be written", e);
    }
    return out.append('\n').toString();
  }

  /**
   * Reads a document; everything that is not a text of ours is passed over.
   *
   * @throws InvalidException of kind malformed: not XML, with a DTD, or not XLIFF 2.0 of one file
   */
  public static TemplateStrings read(String document) throws InvalidException {
    return new XliffReader(new StringReader(document)).read();
  }

  private static void unit(XMLStreamWriter xml, TemplateStrings.Text text)
      throws XMLStreamException {
    Map<String, String> data = new LinkedHashMap<>();
    for (String each : List.of(text.source(), text.target() == null ? "" : text.target())) {
      Matcher braces = BRACES.matcher(each);
      while (braces.find()) {
        data.computeIfAbsent(braces.group(), _ -> "d" + (data.size() + 1));
      }
    }
    xml.writeStartElement("unit");
    xml.writeAttribute("id", text.id());
    xml.writeAttribute("xml:space", "preserve");
    if (!data.isEmpty()) {
      xml.writeStartElement("originalData");
      for (Map.Entry<String, String> each : data.entrySet()) {
        xml.writeStartElement("data");
        xml.writeAttribute("id", each.getValue());
        characters(xml, each.getKey());
        xml.writeEndElement();
      }
      xml.writeEndElement();
    }
    xml.writeStartElement("segment");
    var ids = new Placeholders();
    text(xml, "source", text.source(), data, ids::inSource);
    if (text.target() != null) {
      text(xml, "target", text.target(), data, ids::inTarget);
    }
    xml.writeEndElement();
    xml.writeEndElement();
  }

  /**
   * Names placeholders: one in a translation is called as the same one in the source (XLIFF 2.0,
   * section 4.7.2), wherever it stands, or tools take it for another.
   */
  private static final class Placeholders {
    private final Map<String, Deque<String>> untranslated = new HashMap<>();
    private int count;

    String inSource(String braces) {
      String id = "p" + ++count;
      untranslated.computeIfAbsent(braces, _ -> new ArrayDeque<>()).add(id);
      return id;
    }

    String inTarget(String braces) {
      Deque<String> same = untranslated.get(braces);
      return same == null || same.isEmpty() ? "p" + ++count : same.remove();
    }
  }

  private static void text(
      XMLStreamWriter xml,
      String element,
      String text,
      Map<String, String> data,
      UnaryOperator<String> ids)
      throws XMLStreamException {
    xml.writeStartElement(element);
    Matcher braces = BRACES.matcher(text);
    int at = 0;
    while (braces.find()) {
      characters(xml, text.substring(at, braces.start()));
      xml.writeEmptyElement("ph");
      xml.writeAttribute("id", ids.apply(braces.group()));
      xml.writeAttribute("dataRef", String.valueOf(data.get(braces.group())));
      at = braces.end();
    }
    characters(xml, text.substring(at));
    xml.writeEndElement();
  }

  /**
   * Characters of XML 1.0 (section 2.2); a carriage return by its number, since a reader makes a
   * line end of one that stands there (section 2.11), and all others as {@code cp}.
   */
  private static void characters(XMLStreamWriter xml, String text) throws XMLStreamException {
    int from = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      boolean known = c == '\t' || c == '\n' || (c >= ' ' && c != 0xFFFE && c != 0xFFFF);
      if (!known) {
        xml.writeCharacters(text.substring(from, i));
        if (c == '\r') {
          xml.writeEntityRef("#13");
        } else {
          xml.writeEmptyElement("cp");
          xml.writeAttribute("hex", "%04X".formatted(c));
        }
        from = i + 1;
      }
    }
    xml.writeCharacters(text.substring(from));
  }
}
