package dev.bongsu.template;

import dev.bongsu.kernel.Fault;
import dev.bongsu.template.Parameters.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether what a schema says a parameter is by default fits what it says of the parameter.
 */
final class SchemaDefaults {
  /** What judges parameters beside one another: others than the defaults are not known yet. */
  private static final Set<String> OF_SEVERAL =
      Set.of(
          "required",
          "allOf",
          "anyOf",
          "oneOf",
          "not",
          "if",
          "then",
          "else",
          "dependentRequired",
          "dependentSchemas",
          "additionalProperties",
          "unevaluatedProperties",
          "propertyNames",
          "minProperties",
          "maxProperties");

  private SchemaDefaults() {}

  /**
   * Adds a fault for every default that does not fit.
   *
   * @param own the schema as its author wrote it, null for none
   * @param whole the same with what it inherits, without fault
   */
  static void check(
      @Nullable Map<String, @Nullable Object> own,
      @Nullable Map<String, @Nullable Object> whole,
      List<Fault> faults) {
    Defaults defaults = own == null ? Defaults.NONE : Defaults.of(own);
    if (whole == null || defaults.equals(Defaults.NONE)) {
      return;
    }
    Map<String, @Nullable Object> each = new LinkedHashMap<>(whole);
    each.keySet().removeAll(OF_SEVERAL);
    List<Fault> unread = new ArrayList<>();
    Parameters.Check check = FullSchema.compile(each, unread);
    if (!unread.isEmpty()) {
      // It refers to what was left out.
      return;
    }
    List<Violation> found = new ArrayList<>();
    check.check(sample(defaults), found);
    Map<String, String> places = new LinkedHashMap<>();
    places(defaults, "", "/parameters", places);
    for (Violation violation : found) {
      places.forEach((value, place) -> {
        if ((violation.pointer() + "/").startsWith(value + "/")) {
          String inside = violation.pointer().substring(value.length());
          faults.add(new Fault(place + inside, "the default does not fit: " + violation.detail()));
        }
      });
    }
  }

  /** Parameters of which all that has a default is there. */
  private static Map<String, @Nullable Object> sample(Defaults defaults) {
    Map<String, @Nullable Object> sample = new LinkedHashMap<>(defaults.values());
    defaults.inside().forEach((name, deeper) -> sample.putIfAbsent(name, sample(deeper)));
    return sample;
  }

  /** Where the schema says it, by where the value stands. */
  private static void places(
      Defaults defaults, String value, String schema, Map<String, String> places) {
    for (String name : defaults.values().keySet()) {
      String escaped = "/" + Pointers.escaped(name);
      places.put(value + escaped, schema + "/properties" + escaped + "/default");
    }
    defaults
        .inside()
        .forEach((name, deeper) -> {
          if (!defaults.values().containsKey(name)) {
            String escaped = "/" + Pointers.escaped(name);
            places(deeper, value + escaped, schema + "/properties" + escaped, places);
          }
        });
  }
}
