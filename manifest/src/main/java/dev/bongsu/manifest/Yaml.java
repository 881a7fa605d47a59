package dev.bongsu.manifest;

import dev.bongsu.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/** JSON values as YAML 1.2, for people to read; what is written reads back as the same values. */
public final class Yaml {
  private static final int MAX_WIDTH = 100;
  private static final int MAX_KEY_LENGTH = 1024;

  /** Not as binary fractions: what was written as 0.1 stays 0.1. JSON knows no infinity. */
  private static final ConstructNode DECIMAL =
      node ->
          node instanceof ScalarNode scalar && !scalar.getValue().matches("[-+]?\\.(?i:inf|nan)")
              ? new BigDecimal(scalar.getValue())
              : Double.NaN;

  private Yaml() {}

  /** An object of JSON values as text. */
  static String write(Map<String, ? extends @Nullable Object> object) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setWidth(MAX_WIDTH)
            .setMaxSimpleKeyLength(MAX_KEY_LENGTH)
            .setIndicatorIndent(2)
            .setIndentWithIndicator(true)
            .setIndent(2)
            .setSplitLines(false)
            .build();
    return new Dump(settings, new Texts(settings)).dumpToString(object);
  }

  /** Writes texts of several lines as they are, wherever nothing of them would be lost. */
  private static final class Texts extends StandardRepresenter {
    private static final String ODD_SPACES = "\u2028\u2029\uFEFF";

    Texts(DumpSettings settings) {
      super(settings);
      representers.put(String.class, value -> text(String.valueOf(value)));
    }

    private Node text(String text) {
      return representScalar(Tag.STR, text, style(text));
    }

    private static ScalarStyle style(String text) {
      boolean odd =
          text.isEmpty()
              || Character.isWhitespace(text.charAt(0))
              || text.chars()
                  .anyMatch(
                      c -> (c != '\n' && Character.isISOControl(c)) || ODD_SPACES.indexOf(c) >= 0);
      if (odd) {
        return ScalarStyle.DOUBLE_QUOTED;
      }
      return text.indexOf('\n') < 0 ? ScalarStyle.PLAIN : ScalarStyle.LITERAL;
    }
  }

  /**
   * The object that a file's text holds: its numbers are {@link Long}s, {@link BigInteger}s and
   * {@link BigDecimal}s.
   *
   * @param file for messages
   * @throws ManifestException if it is no object, or not YAML, or more than JSON can say; where the
   *     text is at fault it names line and column
   */
  public static Map<String, @Nullable Object> read(Path file, String text)
      throws ManifestException {
    return whole(file, value(file, text));
  }

  /** The same, and an empty object where the text says nothing but comments. */
  public static Map<String, @Nullable Object> readIfAny(Path file, String text)
      throws ManifestException {
    Object value = value(file, text);
    return value == null ? new LinkedHashMap<>() : whole(file, value);
  }

  private static Map<String, @Nullable Object> whole(Path file, @Nullable Object value)
      throws ManifestException {
    if (value instanceof Map<?, ?> map) {
      return object(file, map, 1);
    }
    throw new ManifestException(file + ": wanted name: value but found something else");
  }

  private static @Nullable Object value(Path file, String text) throws ManifestException {
    LoadSettings settings =
        LoadSettings.builder()
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(20)
            .setTagConstructors(Map.of(Tag.FLOAT, DECIMAL))
            .build();
    try {
      return new Load(settings).loadFromString(text);
    } catch (MarkedYamlEngineException e) {
      String at =
          e.getProblemMark()
              .map(
                  mark -> " at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
              .orElse("");
      throw new ManifestException(
          file + ": wanted YAML but found a fault" + at + ": " + e.getProblem());
    } catch (YamlEngineException | NumberFormatException _) {
      throw new ManifestException(file + ": wanted YAML but found text that is not");
    } catch (StackOverflowError _) {
      throw tooDeep(file);
    }
  }

  private static Map<String, @Nullable Object> object(Path file, Map<?, ?> map, int depth)
      throws ManifestException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (Map.Entry<?, ?> each : map.entrySet()) {
      String name = String.valueOf(each.getKey());
      if (object.containsKey(name)) {
        throw new ManifestException(file + ": wanted each name once but found " + name + " twice");
      }
      object.put(name, plain(file, each.getValue(), depth + 1));
    }
    return object;
  }

  private static @Nullable Object plain(Path file, @Nullable Object value, int depth)
      throws ManifestException {
    if (depth > Json.MAX_DEPTH) {
      throw tooDeep(file);
    }
    return switch (value) {
      case Map<?, ?> map -> object(file, map, depth);
      case List<?> list -> {
        List<@Nullable Object> plain = new ArrayList<>();
        for (Object each : list) {
          plain.add(plain(file, each, depth + 1));
        }
        yield plain;
      }
      case Integer number -> number.longValue();
      case String _, Boolean _, Long _, BigInteger _, BigDecimal _ -> value;
      case null -> null;
      default ->
          throw new ManifestException(
              file + ": wanted values that JSON knows: texts, numbers, true, false, null");
    };
  }

  private static ManifestException tooDeep(Path file) {
    return new ManifestException(
        file + ": wanted at most " + Json.MAX_DEPTH + " lists and objects inside each other");
  }
}
