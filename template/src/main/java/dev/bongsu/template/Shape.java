package dev.bongsu.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which names a value may have, as far as its schema tells.
 *
 * @param properties null where any name may be there
 * @param items of a list, null where they may be anything
 * @param html a text that its schema calls {@code text/html}
 */
record Shape(@Nullable Map<String, Shape> properties, @Nullable Shape items, boolean html) {
  /** May be anything. */
  static final Shape ANYTHING = new Shape(null, null, false);

  /** With one of these, names may come from elsewhere than {@code properties}. */
  private static final Set<String> OPENING =
      Set.of(
          "$ref",
          "$dynamicRef",
          "allOf",
          "anyOf",
          "oneOf",
          "if",
          "dependentSchemas",
          "patternProperties");

  /** Of the parameters: with a schema every variable must be among its properties (A18). */
  static Shape of(@Nullable Map<String, @Nullable Object> schema) {
    return schema == null ? ANYTHING : shape(schema, true);
  }

  /** The shape of a property; null where there cannot be one. */
  @Nullable Shape property(String name) {
    return properties == null ? ANYTHING : properties.get(name);
  }

  /** The shape of what a loop over this comes by. */
  Shape item() {
    return items == null ? ANYTHING : items;
  }

  private static Shape shape(@Nullable Object schema, boolean closed) {
    if (!(schema instanceof Map<?, ?> map)
        || map.keySet().stream().anyMatch(key -> key instanceof String s && OPENING.contains(s))) {
      return ANYTHING;
    }
    Object named = map.get("properties");
    Object more = map.get("additionalProperties");
    Map<String, Shape> properties = null;
    if (named instanceof Map<?, ?> each && (closed || more == null || Boolean.FALSE.equals(more))) {
      Map<String, Shape> shapes = new LinkedHashMap<>();
      each.forEach((name, inner) -> shapes.put(String.valueOf(name), shape(inner, false)));
      properties = shapes;
    } else if (closed) {
      properties = Map.of();
    }
    Object items = map.get("items");
    boolean html =
        map.get("contentMediaType") instanceof String type && type.equalsIgnoreCase("text/html");
    return new Shape(properties, items instanceof Map<?, ?> ? shape(items, false) : null, html);
  }

  /** All names known here, for hints. */
  List<String> names() {
    return properties == null ? List.of() : List.copyOf(properties.keySet());
  }
}
