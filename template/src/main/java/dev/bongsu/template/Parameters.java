package dev.bongsu.template;

import dev.bongsu.kernel.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What parameters a template takes, compiled from its JSON Schema. For many threads. */
final class Parameters {
  private static final String ROOT = "/params";

  private final @Nullable Map<String, @Nullable Object> schema;
  private final @Nullable Check check;
  private final Defaults defaults;

  private Parameters(
      @Nullable Map<String, @Nullable Object> schema, @Nullable Check check, Defaults defaults) {
    this.schema = schema;
    this.check = check;
    this.defaults = defaults;
  }

  /** Stands for what is known only when it is rendered. */
  private static final Object UNKNOWN = "";

  /** What a schema says of a value. */
  @FunctionalInterface
  interface Check {
    void check(Map<String, @Nullable Object> params, List<Violation> found);
  }

  /**
   * Something that a schema does not allow.
   *
   * @param pointer into the parameters: {@code /orderNo}; empty for the parameters as a whole
   * @param missing the name of what is not there, null if something that is there is wrong
   */
  record Violation(String pointer, @Nullable String missing, String detail) {}

  /**
   * Reads a schema.
   *
   * @param schema null where anything goes
   * @param faults where faults of the schema go; with one, what comes back is not to be used
   */
  static Parameters of(@Nullable Map<String, @Nullable Object> schema, List<Fault> faults) {
    if (schema == null) {
      return new Parameters(null, null, Defaults.NONE);
    }
    int before = faults.size();
    Check full = FullSchema.compile(schema, faults);
    if (faults.size() > before) {
      return new Parameters(schema, null, Defaults.NONE);
    }
    SimpleSchema simple = SimpleSchema.compile(schema);
    return new Parameters(schema, simple == null ? full : simple::check, Defaults.of(schema));
  }

  /** As written, null where anything goes. */
  @Nullable Map<String, @Nullable Object> schema() {
    return schema;
  }

  /** Which variables texts may use. */
  Shape shape() {
    return Shape.of(schema);
  }

  /** The names of what a sender has to give: what is required and has no default. */
  Set<String> demanded() {
    if (schema == null || !(schema.get("required") instanceof List<?> required)) {
      return Set.of();
    }
    Map<String, @Nullable Object> given = withDefaults(Map.of());
    return required.stream()
        .map(String::valueOf)
        .filter(name -> !given.containsKey(name))
        .collect(Collectors.toSet());
  }

  /** The parameters, with the schema's defaults for those that are not there. */
  Map<String, @Nullable Object> withDefaults(Map<String, @Nullable Object> params) {
    return defaults.added(params);
  }

  /**
   * What is wrong with a call that names these, in words; null if nothing is.
   *
   * @param more whether parameters come from elsewhere too
   */
  @Nullable String complaint(Map<String, Expression> named, boolean more) {
    Shape shape = shape();
    for (Map.Entry<String, Expression> each : named.entrySet()) {
      if (shape.property(each.getKey()) == null) {
        return "has no parameter \""
            + each.getKey()
            + '"'
            + Spelling.hint(each.getKey(), shape.names());
      }
    }
    if (schema == null || more) {
      return null;
    }
    Map<String, @Nullable Object> constants = new LinkedHashMap<>();
    named.forEach((name, expression) ->
        constants.put(name, expression instanceof Expression.Literal(var value) ? value : UNKNOWN));
    List<Violation> found = new ArrayList<>(0);
    if (named.values().stream().allMatch(Expression.Literal.class::isInstance)) {
      found.addAll(violations(withDefaults(constants)));
    } else if (schema.get("required") instanceof List<?> required) {
      Map<String, @Nullable Object> given = withDefaults(constants);
      for (Object name : required) {
        if (!given.containsKey(name)) {
          found.add(new Violation("", null, "parameter \"" + name + "\" is missing"));
        }
      }
    }
    return found.isEmpty()
        ? null
        : (found.getFirst().pointer().isEmpty() ? "" : found.getFirst().pointer() + ": ")
            + found.getFirst().detail();
  }

  /**
   * Of parameters with their defaults: faults at {@code /params/<name>}, for a missing parameter at
   * {@code /params} (A13).
   */
  List<Fault> check(Map<String, @Nullable Object> params) {
    List<Violation> found = violations(params);
    return found.isEmpty()
        ? List.of()
        : found.stream().map(each -> new Fault(ROOT + each.pointer(), each.detail())).toList();
  }

  /** As {@link #check}, but a missing parameter is told at its own name (A23). */
  List<Fault> checkByName(Map<String, @Nullable Object> params) {
    return violations(params).stream()
        .map(each ->
            new Fault(
                ROOT
                    + each.pointer()
                    + (each.missing() == null ? "" : "/" + Pointers.escaped(each.missing())),
                each.detail()))
        .toList();
  }

  private List<Violation> violations(Map<String, @Nullable Object> params) {
    if (check == null) {
      return List.of();
    }
    List<Violation> found = new ArrayList<>(0);
    check.check(params, found);
    return found;
  }
}
