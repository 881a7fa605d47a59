package dev.bongsu.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the parameters of a base and of its child together. */
final class Schemas {
  private Schemas() {}

  /**
   * The child's schema with the base's properties, requirements and definitions that it does not
   * say itself; whether more properties may come is the child's word.
   */
  static @Nullable Map<String, @Nullable Object> merged(
      @Nullable Map<String, @Nullable Object> base, @Nullable Map<String, @Nullable Object> child) {
    if (base == null) {
      return child;
    }
    Map<String, @Nullable Object> merged = new LinkedHashMap<>(base);
    merged.remove("additionalProperties");
    merged.remove("unevaluatedProperties");
    if (child == null) {
      return merged;
    }
    merged.putAll(child);
    for (String name : List.of("properties", "$defs")) {
      if (base.get(name) instanceof Map<?, ?> above && child.get(name) instanceof Map<?, ?> own) {
        Map<Object, @Nullable Object> both = new LinkedHashMap<>(above);
        both.putAll(own);
        merged.put(name, both);
      }
    }
    if (base.get("required") instanceof List<?> above
        && child.get("required") instanceof List<?> own) {
      Set<Object> both = new LinkedHashSet<>(above);
      both.addAll(own);
      merged.put("required", new ArrayList<>(both));
    }
    return merged;
  }
}
