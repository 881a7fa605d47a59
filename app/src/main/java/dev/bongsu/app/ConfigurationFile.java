package dev.bongsu.app;

import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads the configuration: a YAML file, then the environment, which wins. */
final class ConfigurationFile {
  /** Every setting that is not inside a list, so that its environment name is known. */
  private static final List<String> SCALARS =
      List.of(
          "data",
          "host",
          "port",
          "publicUrl",
          "log.embedded",
          "log.maxMegabytes",
          "log.bootstrapServers",
          "log.replication",
          "database.embedded",
          "database.url",
          "database.user",
          "database.password",
          "database.passwordFile",
          "objects.directory",
          "limits.perSender.perSecond",
          "limits.perSender.burst",
          "limits.freeDiskMegabytes",
          "retention.deliveries",
          "retention.inbox",
          "retention.audit",
          "templates.fourEyes");

  private static final String PREFIX = "BONGSU_";

  private ConfigurationFile() {}

  /**
   * The settings of {@code file}, null for none, under those of the environment, under {@code
   * options}.
   *
   * @throws StartException if the file cannot be read, is not YAML, or the environment names what
   *     there is not
   */
  static SettingsTree tree(
      @Nullable Path file, Map<String, String> environment, Map<String, ?> options)
      throws StartException {
    Map<String, @Nullable Object> values = file == null ? new LinkedHashMap<>() : load(file);
    overlay(values, environment);
    values.putAll(options);
    Path parent = file == null ? null : file.toAbsolutePath().getParent();
    return new SettingsTree(values, parent == null ? Path.of("") : parent);
  }

  /**
   * One line for a person: {@code bongsu.yaml: port: wanted … but found …}, further faults after
   * it.
   */
  static StartException refusal(@Nullable Path file, InvalidException e) {
    String where = file == null ? "configuration" : file.toString();
    return StartException.usage(
        e.faults().stream()
            .map(fault -> where + ": " + dotted(fault))
            .collect(Collectors.joining("; ")));
  }

  private static String dotted(Fault fault) {
    String path = fault.pointer().replaceAll("/(\\d+)(?=/|$)", "[$1]").replace('/', '.');
    return path.isEmpty() ? fault.detail() : path.substring(1) + ": " + fault.detail();
  }

  private static Map<String, @Nullable Object> load(Path file) throws StartException {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException _) {
      throw StartException.usage(
          "--config: wanted a file that can be read but found none at " + file);
    }
    Object value = parse(file, text);
    if (value == null) {
      return new LinkedHashMap<>();
    }
    if (value instanceof Map<?, ?> map) {
      return plain(map);
    }
    throw StartException.usage(file + ": wanted settings as name: value but found something else");
  }

  private static @Nullable Object parse(Path file, String text) throws StartException {
    LoadSettings settings =
        LoadSettings.builder().setAllowDuplicateKeys(false).setMaxAliasesForCollections(20).build();
    try {
      return new Load(settings).loadFromString(text);
    } catch (MarkedYamlEngineException e) {
      String at =
          e.getProblemMark()
              .map(
                  mark -> " at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
              .orElse("");
      throw StartException.usage(
          file + ": wanted YAML but found a fault" + at + ": " + e.getProblem());
    } catch (YamlEngineException _) {
      throw StartException.usage(file + ": wanted YAML but found text that is not");
    }
  }

  private static Map<String, @Nullable Object> plain(Map<?, ?> map) {
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    map.forEach((name, value) -> plain.put(String.valueOf(name), plainValue(value)));
    return plain;
  }

  private static @Nullable Object plainValue(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> plain(map);
      case List<?> list -> {
        List<@Nullable Object> plain = new ArrayList<>();
        list.forEach(each -> plain.add(plainValue(each)));
        yield plain;
      }
      case null, default -> value;
    };
  }

  private static void overlay(Map<String, @Nullable Object> values, Map<String, String> environment)
      throws StartException {
    Map<String, String> known = new TreeMap<>();
    SCALARS.forEach(
        each -> known.put(PREFIX + each.toUpperCase(Locale.ROOT).replace('.', '_'), each));
    for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
      String setting = known.get(entry.getKey());
      if (setting != null) {
        put(values, List.of(setting.split("\\.")), fromEnvironment(setting, entry.getValue()));
      } else if (looksMeant(entry.getKey())) {
        throw StartException.usage(
            "environment: wanted one of "
                + String.join(", ", known.keySet())
                + " but found "
                + entry.getKey());
      }
    }
  }

  /**
   * A misspelt setting must not be silently nothing; other variables of ours are for the client.
   */
  private static boolean looksMeant(String name) {
    return List.of(
            "LOG_",
            "DATABASE_",
            "LIMITS_",
            "RETENTION_",
            "TEMPLATES_",
            "CHANNELS_",
            "AUTH_",
            "OBJECTS_")
        .stream()
        .anyMatch(section -> name.startsWith(PREFIX + section));
  }

  /** A relative path of the environment starts from the working directory, not from the file. */
  private static Object fromEnvironment(String setting, String text) {
    if (setting.equals("data") || setting.endsWith("File")) {
      return Path.of(text).toAbsolutePath().toString();
    }
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    return text.matches("-?\\d{1,9}") ? (Object) Integer.valueOf(text) : text;
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, @Nullable Object> values, List<String> path, Object value) {
    if (path.size() == 1) {
      values.put(path.getFirst(), value);
      return;
    }
    Object inner = values.get(path.getFirst());
    if (!(inner instanceof Map)) {
      inner = new LinkedHashMap<String, @Nullable Object>();
      values.put(path.getFirst(), inner);
    }
    put((Map<String, @Nullable Object>) inner, path.subList(1, path.size()), value);
  }
}
