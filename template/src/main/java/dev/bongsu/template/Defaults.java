package dev.bongsu.template;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a schema says a value is when nobody gives it: its keyword {@code default}, in properties
 * and in the properties of objects that are there.
 *
 * @param values by name
 * @param inside of properties that are objects
 */
record Defaults(Map<String, Object> values, Map<String, Defaults> inside) {
  /** Nothing to add. */
  static final Defaults NONE = new Defaults(Map.of(), Map.of());

  static Defaults of(Map<?, ?> schema) {
    if (!(schema.get("properties") instanceof Map<?, ?> properties)) {
      return NONE;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Defaults> inside = new LinkedHashMap<>();
    properties.forEach((key, each) -> {
      if (each instanceof Map<?, ?> property) {
        String name = String.valueOf(key);
        Object value = property.get("default");
        if (value != null) {
          values.put(name, value);
        }
        Defaults deeper = of(property);
        if (!deeper.equals(NONE)) {
          inside.put(name, deeper);
        }
      }
    });
    return values.isEmpty() && inside.isEmpty() ? NONE : new Defaults(values, inside);
  }

  /** {@code given} itself where nothing is missing. */
  Map<String, @Nullable Object> added(Map<String, @Nullable Object> given) {
    if (values.isEmpty() && inside.isEmpty()) {
      return given;
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>(given);
    values.forEach((name, value) -> {
      if (!all.containsKey(name)) {
        all.put(name, value);
      }
    });
    inside.forEach((name, deeper) -> {
      if (all.get(name) instanceof Map<?, ?> object) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        object.forEach((key, value) -> copy.put(String.valueOf(key), value));
        all.put(name, deeper.added(copy));
      }
    });
    return all;
  }
}
