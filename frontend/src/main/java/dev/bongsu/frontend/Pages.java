package dev.bongsu.frontend;

import dev.bongsu.kernel.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes lists and objects as the contract has them. */
final class Pages {
  private Pages() {}

  static <T> Map<String, @Nullable Object> json(
      Page<T> page, Function<? super T, ? extends @Nullable Object> item) {
    return json(page.items(), page.nextCursor(), item);
  }

  static <T> Map<String, @Nullable Object> json(
      List<T> all,
      @Nullable String nextCursor,
      Function<? super T, ? extends @Nullable Object> item) {
    List<@Nullable Object> items = new ArrayList<>(all.size());
    for (T each : all) {
      items.add(item.apply(each));
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("items", items);
    json.put("nextCursor", nextCursor);
    return json;
  }

  /** An object with names in this order: name, value, name, value … */
  static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return object;
  }

  /** {@code object} itself, with what deserves a look if there is anything. */
  static Map<String, @Nullable Object> warned(
      Map<String, @Nullable Object> object, List<String> warnings) {
    if (!warnings.isEmpty()) {
      object.put("warnings", warnings);
    }
    return object;
  }
}
