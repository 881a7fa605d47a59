package dev.bongsu.app;

import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.template.Spelling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

  /** Variables that are no settings of the service: of its launcher, its clients, its keepers. */
  private static final List<String> OTHERS =
      List.of("BONGSU_HEAP", "BONGSU_HOME", "BONGSU_JAVA_OPTS", "BONGSU_KEY", "BONGSU_URL");

  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationFile.class);

  private ConfigurationFile() {}

  /**
   * The settings of {@code file}, null for none, under those of the environment, under {@code
   * options}.
   *
   * @throws StartException if the file cannot be read, is not YAML, or the environment misspells a
   *     setting
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
   * One line for a person: {@code bongsu.yaml: port: wanted … but found …}, or {@code BONGSU_PORT:
   * wanted … but found …} where that is what said it; further faults after it.
   */
  static StartException refusal(
      @Nullable Path file,
      Map<String, String> environment,
      Map<String, ?> options,
      InvalidException e) {
    String where = file == null ? "configuration" : file.toString();
    return StartException.usage(
        e.faults().stream()
            .map(fault -> located(where, environment, options, fault))
            .collect(Collectors.joining("; ")));
  }

  private static String located(
      String file, Map<String, String> environment, Map<String, ?> options, Fault fault) {
    String path = fault.pointer().replaceAll("/(\\d+)(?=/|$)", "[$1]").replace('/', '.');
    if (path.isEmpty()) {
      return file + ": " + fault.detail();
    }
    String setting = path.substring(1);
    String variable = variable(setting);
    boolean ofEnvironment = SCALARS.contains(setting) && environment.containsKey(variable);
    return options.containsKey(setting)
        ? "--" + setting + ": " + fault.detail()
        : ofEnvironment
            ? variable + ": " + fault.detail()
            : file + ": " + setting + ": " + fault.detail();
  }

  /** Under what name the environment says it. */
  private static String variable(String setting) {
    return PREFIX + setting.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  private static Map<String, @Nullable Object> load(Path file) throws StartException {
    Object value = parse(file, text(file));
    if (value == null) {
      return new LinkedHashMap<>();
    }
    if (value instanceof Map<?, ?> map) {
      return plain(map);
    }
    throw StartException.usage(file + ": wanted settings as name: value but found something else");
  }

  private static String text(Path file) throws StartException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException _) {
      throw unreadable("found none at " + file);
    } catch (AccessDeniedException _) {
      throw unreadable("may not read " + file);
    } catch (IOException e) {
      throw unreadable(
          Files.isDirectory(file)
              ? "found a directory at " + file
              : "could not read " + file + ": " + e.getMessage());
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    if (decoder.decode(in, out, true).isError()) {
      long line = 1 + out.flip().chars().filter(each -> each == '\n').count();
      throw StartException.usage(
          "%s: wanted text in UTF-8 but found byte 0x%02X at line %d"
              .formatted(file, bytes[in.position()], line));
    }
    return out.flip().toString();
  }

  private static StartException unreadable(String found) {
    return StartException.usage("--config: wanted a file that can be read but " + found);
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
    SCALARS.forEach(each -> known.put(variable(each), each));
    for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
      String name = entry.getKey();
      String setting = known.get(name);
      if (setting != null) {
        put(values, List.of(setting.split("\\.")), fromEnvironment(setting, entry.getValue()));
      } else if (name.startsWith(PREFIX) && !OTHERS.contains(name)) {
        refuseMisspelt(name, known.keySet());
      }
    }
  }

  /**
   * A misspelt setting must not be silently nothing. What is like none may be somebody else's:
   * Kubernetes makes such variables of a Service called bongsu.
   */
  private static void refuseMisspelt(String name, Set<String> known) throws StartException {
    List<String> all = new ArrayList<>(known);
    all.addAll(OTHERS);
    String hint = Spelling.hint(name, all);
    if (!hint.isEmpty()) {
      throw StartException.usage(
          "environment: wanted a setting that there is but found " + name + hint);
    }
    LOG.warn("{} in the environment is no setting, and is passed over", name);
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
