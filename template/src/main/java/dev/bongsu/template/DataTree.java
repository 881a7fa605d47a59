package dev.bongsu.template;

import dev.bongsu.kernel.Fault;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code data} of a push message: JSON whose texts may have variables. Only texts are rendered,
 * each into a text; names and structure stay as written, so no parameter can change them.
 */
final class DataTree {
  private final Object tree;

  private DataTree(Object tree) {
    this.tree = tree;
  }

  /** The same tree with a {@link Script} for each text. */
  static DataTree compile(
      Map<?, ?> data, ContentReader.Scene scene, String pointer, List<Fault> faults) {
    return new DataTree(compiled(data, scene, pointer, faults));
  }

  private static Object compiled(
      Object value, ContentReader.Scene scene, String pointer, List<Fault> faults) {
    return switch (value) {
      case String text ->
          Script.compile(
              text,
              Target.TEXT,
              scene.shape(),
              scene.functions(),
              new Complaints(pointer, text, faults, scene.judgement()),
              faults);
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> compiled = new LinkedHashMap<>();
        map.forEach((name, each) -> {
          String key = String.valueOf(name);
          String at = pointer + "/" + Pointers.escaped(key);
          compiled.put(key, each == null ? null : compiled(each, scene, at, faults));
        });
        yield compiled;
      }
      case List<?> list -> {
        List<@Nullable Object> compiled = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
          Object each = list.get(i);
          String at = pointer + "/" + i;
          compiled.add(each == null ? null : compiled(each, scene, at, faults));
        }
        yield compiled;
      }
      default -> value;
    };
  }

  /** What of a reader the texts depend on. */
  Set<Trait> traits() {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    scripts().forEach(each -> traits.addAll(each.traits()));
    return traits;
  }

  /** Whether all texts are the same for everybody. */
  boolean isConstant() {
    return scripts().stream().allMatch(each -> each.constant() != null);
  }

  /** All its texts. */
  List<Script> scripts() {
    return scripts(tree);
  }

  private static List<Script> scripts(@Nullable Object tree) {
    return switch (tree) {
      case Script script -> List.of(script);
      case Map<?, ?> map -> map.values().stream().flatMap(each -> scripts(each).stream()).toList();
      case List<?> list -> list.stream().flatMap(each -> scripts(each).stream()).toList();
      case null, default -> List.of();
    };
  }

  /**
   * A tree of plain values.
   *
   * @param maxLength of all texts together
   */
  Object render(Map<String, @Nullable Object> params, Reader reader, int maxLength, Effort effort)
      throws UnrenderableException {
    return new Rendition(params, reader, maxLength, effort).of(tree);
  }

  private static final class Rendition {
    private final Map<String, @Nullable Object> params;
    private final Reader reader;
    private final Effort effort;
    private int room;

    Rendition(Map<String, @Nullable Object> params, Reader reader, int room, Effort effort) {
      this.params = params;
      this.reader = reader;
      this.room = room;
      this.effort = effort;
    }

    Object of(Object tree) throws UnrenderableException {
      return switch (tree) {
        case Script script -> {
          effort.look();
          String text = script.render(params, reader, room, effort);
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
