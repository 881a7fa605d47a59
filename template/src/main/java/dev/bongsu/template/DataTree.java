package dev.bongsu.template;

import dev.bongsu.kernel.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code data} of a push message: JSON whose texts may have variables. Only texts are rendered,
 * each into a text; names and structure stay as written, so no parameter can change them.
 */
final class DataTree {
  private DataTree() {}

  /** The same tree with a {@link Script} for each text. */
  static Object compile(Object value, Shape shape, String pointer, List<Fault> faults) {
    return switch (value) {
      case String text -> Parser.parse(text, Target.TEXT, shape, pointer, faults);
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> compiled = new LinkedHashMap<>();
        map.forEach((name, each) -> {
          String key = String.valueOf(name);
          String at = pointer + "/" + Pointers.escaped(key);
          compiled.put(key, each == null ? null : compile(each, shape, at, faults));
        });
        yield compiled;
      }
      case List<?> list -> {
        List<@Nullable Object> compiled = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
          Object each = list.get(i);
          compiled.add(each == null ? null : compile(each, shape, pointer + "/" + i, faults));
        }
        yield compiled;
      }
      default -> value;
    };
  }

  /**
   * A tree of plain values.
   *
   * @param maxLength of all texts together
   */
  static Object render(Object tree, Map<String, @Nullable Object> params, int maxLength)
      throws UnrenderableException {
    return new Rendition(params, maxLength).of(tree);
  }

  private static final class Rendition {
    private final Map<String, @Nullable Object> params;
    private int room;

    Rendition(Map<String, @Nullable Object> params, int room) {
      this.params = params;
      this.room = room;
    }

    Object of(Object tree) throws UnrenderableException {
      return switch (tree) {
        case Script script -> {
          String text = script.render(params, Target.TEXT, room);
          room = Math.max(0, room - text.length());
          yield text;
        }
        case Map<?, ?> map -> {
          Map<String, @Nullable Object> rendered = LinkedHashMap.newLinkedHashMap(map.size());
          for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object each = entry.getValue();
            rendered.put(String.valueOf(entry.getKey()), each == null ? null : of(each));
          }
          yield rendered;
        }
        case List<?> list -> {
          List<@Nullable Object> rendered = new ArrayList<>(list.size());
          for (Object each : list) {
            rendered.add(each == null ? null : of(each));
          }
          yield rendered;
        }
        default -> tree;
      };
    }
  }
}
