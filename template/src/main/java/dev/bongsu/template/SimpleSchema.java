package dev.bongsu.template;

import dev.bongsu.json.Json;
import dev.bongsu.template.Parameters.Violation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The schema that nearly every template has: an object of named values with a type each. It says
 * the same as the full validator, in a fraction of the time, since every accepted notification
 * passes here; a schema with any other keyword is left to the full one.
 */
final class SimpleSchema {
  /** They describe and do not judge (JSON Schema 2020-12 Validation sections 7 to 9). */
  private static final Set<String> ANNOTATIONS =
      Set.of(
          "$schema",
          "$comment",
          "title",
          "description",
          "default",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly",
          "contentMediaType",
          "contentEncoding");

  private final @Nullable String type;
  private final List<String> required;
  private final Map<String, SimpleSchema> properties;
  private final boolean open;
  private final @Nullable SimpleSchema items;
  private final int minLength;
  private final int maxLength;

  private SimpleSchema(Map<?, ?> schema) throws NotSimpleException {
    for (Object key : schema.keySet()) {
      if (!(key instanceof String name) || !(ANNOTATIONS.contains(name) || isKnown(name))) {
        throw new NotSimpleException();
      }
    }
    this.type = schema.get("type") instanceof String name ? name : absent(schema, "type");
    this.required = names(schema);
    this.properties = new HashMap<>();
    if (schema.get("properties") instanceof Map<?, ?> each) {
      for (Map.Entry<?, ?> entry : each.entrySet()) {
        properties.put(String.valueOf(entry.getKey()), inner(entry.getValue()));
      }
    }
    this.open = !Boolean.FALSE.equals(schema.get("additionalProperties"));
    if (schema.get("additionalProperties") instanceof Map<?, ?>) {
      throw new NotSimpleException();
    }
    this.items = schema.get("items") == null ? null : inner(schema.get("items"));
    this.minLength = schema.get("minLength") instanceof Long min ? Math.toIntExact(min) : 0;
    this.maxLength =
        schema.get("maxLength") instanceof Long max
            ? (int) Math.min(max, Integer.MAX_VALUE)
            : Integer.MAX_VALUE;
  }

  private static final class NotSimpleException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Null if the schema needs the full validator. */
  static @Nullable SimpleSchema compile(Map<String, @Nullable Object> schema) {
    try {
      return new SimpleSchema(schema);
    } catch (NotSimpleException | ArithmeticException _) {
      return null;
    }
  }

  void check(Map<String, @Nullable Object> params, List<Violation> found) {
    check(params, "", found);
  }

  private static boolean isKnown(String keyword) {
    return switch (keyword) {
      case "type",
          "required",
          "properties",
          "additionalProperties",
          "items",
          "minLength",
          "maxLength" ->
          true;
      default -> false;
    };
  }

  private static SimpleSchema inner(@Nullable Object schema) throws NotSimpleException {
    if (schema instanceof Map<?, ?> map) {
      return new SimpleSchema(map);
    }
    throw new NotSimpleException();
  }

  private static @Nullable String absent(Map<?, ?> schema, String name) throws NotSimpleException {
    if (schema.containsKey(name)) {
      throw new NotSimpleException();
    }
    return null;
  }

  private static List<String> names(Map<?, ?> schema) {
    List<String> names = new ArrayList<>();
    if (schema.get("required") instanceof List<?> list) {
      list.forEach(each -> names.add(String.valueOf(each)));
    }
    return names;
  }

  private void check(@Nullable Object value, String pointer, List<Violation> found) {
    if (type != null && !isOfType(type, value)) {
      found.add(
          new Violation(
              pointer, null, "wanted " + article(type) + " but found " + Json.kind(value)));
      return;
    }
    switch (value) {
      case Map<?, ?> map -> checkObject(map, pointer, found);
      case List<?> list when items != null -> {
        for (int i = 0; i < list.size(); i++) {
          items.check(list.get(i), pointer + "/" + i, found);
        }
      }
      case String text -> checkLength(text, pointer, found);
      case null, default -> {}
    }
  }

  private void checkObject(Map<?, ?> map, String pointer, List<Violation> found) {
    for (int i = 0; i < required.size(); i++) {
      String name = required.get(i);
      if (!map.containsKey(name)) {
        found.add(new Violation(pointer, name, "parameter \"" + name + "\" is missing"));
      }
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      SimpleSchema property = properties.get(entry.getKey());
      if (property != null) {
        // Checked before the pointer is built: nearly always there is nothing to tell.
        if (!property.isPlainlyRight(entry.getValue())) {
          property.check(entry.getValue(), inside(pointer, entry.getKey()), found);
        }
      } else if (!open) {
        found.add(new Violation(inside(pointer, entry.getKey()), null, "unknown parameter"));
      }
    }
  }

  private boolean isPlainlyRight(@Nullable Object value) {
    return value instanceof String text
        && "string".equals(type)
        && minLength == 0
        && text.length() <= maxLength;
  }

  private void checkLength(String text, String pointer, List<Violation> found) {
    if (minLength == 0 && text.length() <= maxLength) {
      return;
    }
    int length = text.codePointCount(0, text.length());
    if (length < minLength) {
      found.add(
          new Violation(
              pointer, null, "wanted at least " + minLength + " characters but found " + length));
    } else if (length > maxLength) {
      found.add(
          new Violation(
              pointer, null, "wanted at most " + maxLength + " characters but found " + length));
    }
  }

  private static boolean isOfType(String type, @Nullable Object value) {
    return switch (type) {
      case "object" -> value instanceof Map<?, ?>;
      case "array" -> value instanceof List<?>;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "number" -> value instanceof Number;
      case "integer" ->
          switch (value) {
            case BigDecimal number -> number.stripTrailingZeros().scale() <= 0;
            case Number _ -> true;
            case null, default -> false;
          };
      case "null" -> value == null;
      default -> true;
    };
  }

  private static String inside(String pointer, Object name) {
    return pointer + "/" + Pointers.escaped(String.valueOf(name));
  }

  private static String article(String type) {
    return switch (type) {
      case "object", "array", "integer" -> "an " + type;
      case "null" -> type;
      default -> "a " + type;
    };
  }
}
