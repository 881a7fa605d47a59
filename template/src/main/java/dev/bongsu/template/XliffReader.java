package dev.bongsu.template;

import dev.bongsu.kernel.InvalidException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads one document of XLIFF 2.0 from somebody who is not trusted: no document type, so no
 * entities but XML's own; nothing is ever fetched; nesting is bounded.
 */
final class XliffReader {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_VERSION = 1_000_000_000;

  private final XMLStreamReader xml;
  private final List<TemplateStrings.Text> texts = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private @Nullable String template;
  private @Nullable String locale;
  private int version = 1;
  private @Nullable Unit unit;

  /** A unit as far as it was read: its segments, and what stands between them. */
  private static final class Unit {
    final String id;
    final Map<String, String> data = new LinkedHashMap<>();
    final StringBuilder source = new StringBuilder();
    final SortedMap<Integer, String> targets = new TreeMap<>();
    boolean translated;
    boolean incomplete;

    /** Of the part that is read. */
    String part = "";

    @Nullable String target;
    @Nullable String order;

    /** Where in the order of the sources the part stands, from 1. */
    int place;

    Unit(String id) {
      this.id = id;
    }

    /**
     * The part is read; it stands where its translation says (XLIFF 2.0, attribute "order").
     *
     * @return whether nothing else stands there
     */
    boolean endPart(boolean ignorable) {
      source.append(part);
      if (target != null && !ignorable) {
        translated = true;
      } else if (target == null && !ignorable && !part.isBlank()) {
        incomplete = true;
      }
      int at = order == null ? place : Integer.parseInt(order);
      return targets.put(at, target == null ? part : target) == null;
    }

    /** Null if it is not translated, or not as a whole: half a text is none. */
    @Nullable String translation() {
      return translated && !incomplete ? String.join("", targets.values()) : null;
    }
  }

  XliffReader(Reader document) throws InvalidException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setXMLResolver((_, _, _, _) -> {
      throw new XMLStreamException("nothing outside the document is read");
    });
    try {
      this.xml = factory.createXMLStreamReader(document);
    } catch (XMLStreamException e) {
      throw malformed(e);
    }
  }

  TemplateStrings read() throws InvalidException {
    try {
      while (xml.hasNext()) {
        int event = xml.next();
        if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
          throw refused("wanted a document without a document type and entities");
        }
        if (event == XMLStreamConstants.START_ELEMENT) {
          start(1);
        }
      }
    } catch (XMLStreamException e) {
      throw malformed(e);
    }
    if (template == null || locale == null) {
      throw InvalidException.malformed("", "wanted XLIFF 2.0 with trgLang and one file");
    }
    return new TemplateStrings(template, version, locale, texts);
  }

  /** An element with all that is in it. */
  private void start(int depth) throws XMLStreamException, InvalidException {
    if (depth > MAX_DEPTH) {
      throw refused("wanted at most " + MAX_DEPTH + " elements inside each other");
    }
    boolean known = Xliff.NAMESPACE.equals(xml.getNamespaceURI());
    switch (known ? xml.getLocalName() : "") {
      case "xliff" -> {
        if (!"2.0".equals(attribute("version"))) {
          throw refused("wanted version 2.0");
        }
        locale = attribute("trgLang");
        children(depth);
      }
      case "file" -> {
        if (template != null) {
          throw refused("wanted one file");
        }
        template = attribute("id");
        version = version(xml.getAttributeValue(null, "original"));
        children(depth);
      }
      case "unit" -> {
        var begun = new Unit(attribute("id"));
        if (!ids.add(begun.id)) {
          throw refused("unit " + begun.id + " is there twice");
        }
        unit = begun;
        children(depth);
        unit = null;
        texts.add(new TemplateStrings.Text(begun.id, begun.source.toString(), begun.translation()));
      }
      case "segment", "ignorable" -> part(depth, xml.getLocalName().equals("ignorable"));
      case "data" -> {
        String id = attribute("id");
        String data = text(depth, null);
        if (unit != null) {
          unit.data.put(id, data);
        }
      }
      case "source" -> {
        String source = text(depth, unit);
        if (unit != null) {
          unit.part = source;
        }
      }
      case "target" -> {
        String order = xml.getAttributeValue(null, "order");
        if (order != null && !order.matches("[1-9]\\d{0,5}")) {
          throw refused("wanted order to be a number from 1");
        }
        String target = text(depth, unit);
        if (unit != null) {
          unit.order = order;
          unit.target = target;
        }
      }
      default -> children(depth);
    }
  }

  /** A segment, or an ignorable between segments, which need not be translated. */
  private void part(int depth, boolean ignorable) throws XMLStreamException, InvalidException {
    if (unit != null) {
      unit.part = "";
      unit.target = null;
      unit.order = null;
      unit.place++;
    }
    children(depth);
    if (unit != null && !unit.endPart(ignorable)) {
      throw refused("two parts of unit " + unit.id + " have the same place in the order");
    }
  }

  private void children(int depth) throws XMLStreamException, InvalidException {
    for (int event = xml.next(); event != XMLStreamConstants.END_ELEMENT; event = xml.next()) {
      switch (event) {
        case XMLStreamConstants.START_ELEMENT -> start(depth + 1);
        case XMLStreamConstants.ENTITY_REFERENCE -> throw refused("wanted no entities");
        default -> {}
      }
    }
  }

  /** The text of an element, with what its placeholders stand for. */
  private String text(int depth, @Nullable Unit placeholders)
      throws XMLStreamException, InvalidException {
    if (depth > MAX_DEPTH) {
      throw refused("wanted at most " + MAX_DEPTH + " elements inside each other");
    }
    var text = new StringBuilder();
    for (int event = xml.next(); event != XMLStreamConstants.END_ELEMENT; event = xml.next()) {
      switch (event) {
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            text.append(xml.getText());
        case XMLStreamConstants.ENTITY_REFERENCE -> throw refused("wanted no entities");
        case XMLStreamConstants.START_ELEMENT -> {
          switch (xml.getLocalName()) {
            case "ph" -> {
              text.append(original(placeholders, attribute("dataRef")));
              text(depth + 1, placeholders);
            }
            case "cp" -> {
              text.appendCodePoint(codePoint(attribute("hex")));
              text(depth + 1, placeholders);
            }
            case "mrk" -> text.append(text(depth + 1, placeholders));
            default -> throw refused("wanted text, ph, cp or mrk but found " + xml.getLocalName());
          }
        }
        default -> {}
      }
    }
    return text.toString();
  }

  private String original(@Nullable Unit unit, String reference) throws InvalidException {
    String data = unit == null ? null : unit.data.get(reference);
    if (data == null) {
      throw refused("there is no original data " + reference);
    }
    return data;
  }

  private int codePoint(String hex) throws InvalidException {
    try {
      int point = Integer.parseInt(hex, 16);
      if (Character.isValidCodePoint(point)
          && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)) {
        return point;
      }
    } catch (NumberFormatException _) {
      // said below, as for a number that is no character
    }
    throw refused("wanted the code point of a character");
  }

  private static int version(@Nullable String original) {
    return original != null && original.matches("v[1-9]\\d{0,8}")
        ? Math.min(MAX_VERSION, Integer.parseInt(original.substring(1)))
        : 1;
  }

  private String attribute(String name) throws InvalidException {
    String value = xml.getAttributeValue(null, name);
    if (value == null || value.isEmpty()) {
      throw refused("wanted an attribute " + name + " of " + xml.getLocalName());
    }
    return value;
  }

  private InvalidException refused(String detail) {
    Location at = Objects.requireNonNull(xml.getLocation());
    return InvalidException.malformed("", detail + " at line " + at.getLineNumber());
  }

  private static InvalidException malformed(XMLStreamException e) {
    Location at = e.getLocation();
    return InvalidException.malformed(
        "", "wanted XML" + (at == null ? "" : " but stopped at line " + at.getLineNumber()));
  }
}
