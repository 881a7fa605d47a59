package dev.bongsu.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON as plain values: {@code Map<String, Object>} in the order written, {@code
 * List<Object>}, {@code String}, {@code Long}, {@code BigInteger}, {@code BigDecimal}, {@code
 * Boolean} and null. Stateless and safe for many threads.
 */
public final class Json {
  /** How deep arrays and objects may stand in one another. */
  public static final int MAX_DEPTH = 64;

  private static final int MAX_NUMBER_LENGTH = 100;

  /**
   * Few characters can name a number that fills the memory as soon as somebody computes with it.
   */
  private static final int MAX_EXPONENT = 1000;

  private static final Pattern SOURCE = Pattern.compile("\\[Source: [^;]*; ([^]]*)]");
  private static final Pattern ADVICE =
      Pattern.compile("[:,]? (?:enable|from) `[^`]*`(?: to allow)?");

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private Json() {}

  /**
   * The one value that these bytes of UTF-8 hold.
   *
   * @throws JsonException if they are not JSON as the package says
   */
  public static @Nullable Object read(byte[] utf8) throws JsonException {
    return read(utf8, 0, utf8.length);
  }

  /** As {@link #read(byte[])}, of a part of an array. */
  public static @Nullable Object read(byte[] utf8, int offset, int length) throws JsonException {
    return read(decode(utf8, offset, length));
  }

  /** As {@link #read(byte[])}, of a text. */
  public static @Nullable Object read(String text) throws JsonException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new JsonException("wanted one JSON value but found nothing");
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new JsonException(
            "wanted the end after the value but found more" + at(parser.currentLocation()));
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new JsonException(said(e.getOriginalMessage()) + at(e.getLocation()));
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail to be read", e);
    }
  }

  /**
   * The object that these bytes hold.
   *
   * @throws JsonException if they are not JSON, or another value than an object
   */
  public static Map<String, @Nullable Object> readObject(byte[] utf8) throws JsonException {
    return object(read(utf8));
  }

  /** {@code value} as an object, or the fault that it is none. */
  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> object(@Nullable Object value) throws JsonException {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw new JsonException("wanted an object but found " + kind(value));
  }

  /** {@code value} written as UTF-8 without white space. */
  public static byte[] write(@Nullable Object value) {
    var out = new ByteArrayOutputStream(256);
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return out.toByteArray();
  }

  /** {@code value} written without white space. */
  public static String writeText(@Nullable Object value) {
    return new String(write(value), StandardCharsets.UTF_8);
  }

  /**
   * {@code value} with names sorted and numbers in one form, so that values equal as JSON become
   * equal bytes.
   */
  public static byte[] canonical(@Nullable Object value) {
    return write(sorted(value));
  }

  /** What kind of value this is, for messages: {@code a string}. */
  public static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Map<?, ?> _ -> "an object";
      case List<?> _ -> "an array";
      case String _ -> "a string";
      case Boolean _ -> "a boolean";
      case Number _ -> "a number";
      default -> "something that JSON does not know";
    };
  }

  private static String decode(byte[] utf8, int offset, int length) throws JsonException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(utf8, offset, length))
          .toString();
    } catch (CharacterCodingException _) {
      throw new JsonException("wanted UTF-8 but found bytes that are not");
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException, JsonException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = wellFormed(parser.currentName(), parser);
          parser.nextToken();
          object.put(name, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<@Nullable Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser));
        }
        yield array;
      }
      case VALUE_STRING -> wellFormed(parser.getText(), parser);
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT, LONG -> (Object) parser.getLongValue();
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> parser.getBigIntegerValue();
          };
      case VALUE_NUMBER_FLOAT -> decimal(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new JsonException("wanted a value" + at(parser.currentLocation()));
    };
  }

  private static BigDecimal decimal(JsonParser parser) throws IOException, JsonException {
    try {
      BigDecimal number = parser.getDecimalValue();
      if (Math.abs((long) number.scale()) <= MAX_EXPONENT) {
        return number;
      }
    } catch (NumberFormatException | ArithmeticException _) {
      // An exponent of more digits than an int has: the same fault.
    }
    throw new JsonException(
        "wanted a number whose exponent is at most " + MAX_EXPONENT + at(parser.currentLocation()));
  }

  private static String wellFormed(String text, JsonParser parser) throws JsonException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new JsonException(
              "wanted Unicode text but found a lone surrogate" + at(parser.currentLocation()));
        }
        i++;
      }
    }
    return text;
  }

  private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> generator.writeNull();
      case Map<?, ?> map -> {
        generator.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          generator.writeFieldName(String.valueOf(entry.getKey()));
          write(generator, entry.getValue());
        }
        generator.writeEndObject();
      }
      case Iterable<?> list -> {
        generator.writeStartArray();
        for (Object each : list) {
          write(generator, each);
        }
        generator.writeEndArray();
      }
      case String text -> generator.writeString(text);
      case Boolean bool -> generator.writeBoolean(bool);
      case Integer number -> generator.writeNumber(number);
      case Long number -> generator.writeNumber(number);
      case BigInteger number -> generator.writeNumber(number);
      case BigDecimal number -> generator.writeNumber(number);
      case Double number -> generator.writeNumber(number);
      default -> generator.writeString(value.toString());
    }
  }

  private static @Nullable Object sorted(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((name, each) -> sorted.put(String.valueOf(name), sorted(each)));
        yield sorted;
      }
      case List<?> list -> {
        List<@Nullable Object> sorted = new ArrayList<>(list.size());
        list.forEach(each -> sorted.add(sorted(each)));
        yield sorted;
      }
      case Long number -> BigDecimal.valueOf(number).stripTrailingZeros();
      case BigInteger number -> new BigDecimal(number).stripTrailingZeros();
      case BigDecimal number -> number.stripTrailingZeros();
      case null, default -> value;
    };
  }

  private static String at(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  /** What is wrong, without what the library advises those who call it. */
  private static String said(String message) {
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return SOURCE.matcher(ADVICE.matcher(line).replaceAll("")).replaceAll("$1");
  }
}
