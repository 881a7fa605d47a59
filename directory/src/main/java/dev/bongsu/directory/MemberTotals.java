package dev.bongsu.directory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far {@link MemberImport} has come.
 *
 * @param added ids that were no members before
 * @param present ids that were, also by an earlier line
 * @param rejected lines that hold no recipient id
 * @param errors what is wrong with the first {@value #MAX_ERRORS} rejected lines
 */
public record MemberTotals(long added, long present, long rejected, List<LineError> errors) {
  /** How many errors are told. */
  public static final int MAX_ERRORS = 100;

  public MemberTotals {
    errors = List.copyOf(errors);
  }

  /**
   * A line that was not taken.
   *
   * @param line 1-based, blank lines counted
   */
  public record LineError(long line, String detail) {}

  /** As the HTTP contract shows it. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("added", added);
    json.put("present", present);
    json.put("rejected", rejected);
    json.put(
        "errors",
        errors.stream().map(each -> Map.of("line", each.line(), "detail", each.detail())).toList());
    return json;
  }
}
