package dev.bongsu.template;

import dev.bongsu.kernel.TextDiff;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What changed from one version of a template to another, field by field.
 *
 * @param from the version before
 * @param to the version after
 */
public record BodyDiff(int from, int to, List<Change> changes) {
  public BodyDiff {
    changes = List.copyOf(changes);
  }

  /** How a field changed, in the words of JSON Patch (RFC 6902 section 4). */
  public enum Op {
    ADD,
    REMOVE,
    REPLACE
  }

  /**
   * A field that changed.
   *
   * @param pointer JSON Pointer (RFC 6901) into the body
   * @param from null where it was not there, or was null
   * @param to null where it is not there, or is null
   * @param text for two texts a unified diff of their lines, else null
   */
  public record Change(
      String pointer, Op op, @Nullable Object from, @Nullable Object to, @Nullable String text) {
    Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("pointer", pointer);
      json.put("op", op.name().toLowerCase(Locale.ROOT));
      json.put("from", from);
      json.put("to", to);
      json.put("text", text);
      return json;
    }
  }

  /**
   * Compares two versions, but for what their authors said of them; fields in the order of the
   * first, then those that only the second has.
   */
  static BodyDiff of(TemplateVersion from, TemplateVersion to) {
    List<Change> changes = new ArrayList<>();
    compare("", withoutComment(from), withoutComment(to), changes);
    return new BodyDiff(from.version(), to.version(), changes);
  }

  /** As the HTTP contract shows it. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("from", from);
    json.put("to", to);
    json.put("changes", changes.stream().map(Change::json).toList());
    return json;
  }

  private static Map<String, @Nullable Object> withoutComment(TemplateVersion version) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>(version.body());
    body.remove("comment");
    return body;
  }

  private static void compare(
      String pointer, @Nullable Object from, @Nullable Object to, List<Change> changes) {
    if (from instanceof Map<?, ?> before && to instanceof Map<?, ?> after) {
      Set<Object> names = new LinkedHashSet<>(before.keySet());
      names.addAll(after.keySet());
      for (Object name : names) {
        String inside = pointer + "/" + Pointers.escaped(String.valueOf(name));
        if (!before.containsKey(name)) {
          changes.add(new Change(inside, Op.ADD, null, after.get(name), null));
        } else if (!after.containsKey(name)) {
          changes.add(new Change(inside, Op.REMOVE, before.get(name), null, null));
        } else {
          compare(inside, before.get(name), after.get(name), changes);
        }
      }
    } else if (!Objects.equals(from, to)) {
      String text =
          from instanceof String before && to instanceof String after
              ? TextDiff.of(before, after)
              : null;
      changes.add(new Change(pointer, Op.REPLACE, from, to, text));
    }
  }
}
