package dev.bongsu.template;

import dev.bongsu.kernel.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What parameters a template takes, compiled from its JSON Schema. For many threads. */
final class Parameters {
  private static final String ROOT = "/params";

  private final @Nullable Check check;

  private Parameters(@Nullable Check check) {
    this.check = check;
  }

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
      return new Parameters(null);
    }
    int before = faults.size();
    Check full = FullSchema.compile(schema, faults);
    if (faults.size() > before) {
      return new Parameters(null);
    }
    SimpleSchema simple = SimpleSchema.compile(schema);
    return new Parameters(simple == null ? full : simple::check);
  }

  /** Faults at {@code /params/<name>}, for a missing parameter at {@code /params} (A13). */
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
