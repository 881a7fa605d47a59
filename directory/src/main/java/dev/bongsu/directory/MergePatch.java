package dev.bongsu.directory;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON Merge Patch: RFC 7396 section 2. */
final class MergePatch {
  private MergePatch() {}

  /** The target with what the patch says; neither is changed. */
  static Map<String, @Nullable Object> applied(Map<?, ?> target, Map<?, ?> patch) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    target.forEach((name, value) -> result.put((String) name, value));
    patch.forEach((name, value) -> {
      if (value == null) {
        result.remove((String) name);
      } else if (value instanceof Map<?, ?> inner) {
        Map<?, ?> base = result.get((String) name) instanceof Map<?, ?> map ? map : Map.of();
        result.put((String) name, applied(base, inner));
      } else {
        result.put((String) name, value);
      }
    });
    return result;
  }
}
