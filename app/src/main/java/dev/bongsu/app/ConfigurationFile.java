package dev.bongsu.app;

import static java.util.Map.entry;

import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.manifest.ManifestException;
import dev.bongsu.manifest.Yaml;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the configuration: a YAML file, then the environment, which wins. */
final class ConfigurationFile {
  /** What a setting is, so that the text of its variable can be read as that. */
  private enum Kind {
    TEXT,
    PATH,
    NUMBER,
    SWITCH
  }

  /** Every setting with a name of its own that is not inside a list, by that name. */
  private static final Map<String, Kind> SCALARS =
      Map.ofEntries(
          entry("data", Kind.PATH),
          entry("host", Kind.TEXT),
          entry("port", Kind.NUMBER),
          entry("publicUrl", Kind.TEXT),
          entry("log.embedded", Kind.SWITCH),
          entry("log.maxMegabytes", Kind.NUMBER),
          entry("log.bootstrapServers", Kind.TEXT),
          entry("log.replication", Kind.NUMBER),
          entry("database.embedded", Kind.SWITCH),
          entry("database.url", Kind.TEXT),
          entry("database.user", Kind.TEXT),
          entry("database.password", Kind.TEXT),
          entry("database.passwordFile", Kind.PATH),
          entry("objects.directory", Kind.PATH),
          entry("limits.perSender.perSecond", Kind.NUMBER),
          entry("limits.perSender.burst", Kind.NUMBER),
          entry("limits.freeDiskMegabytes", Kind.NUMBER),
          entry("retention.deliveries", Kind.TEXT),
          entry("retention.inbox", Kind.TEXT),
          entry("retention.audit", Kind.TEXT),
          entry("templates.fourEyes", Kind.SWITCH),
          entry("channels.email.sandbox", Kind.TEXT),
          entry("channels.sms.sandbox", Kind.TEXT),
          entry("channels.voice.sandbox", Kind.TEXT),
          entry("channels.voice.sandbox.type", Kind.TEXT),
          entry("channels.voice.sandbox.language", Kind.TEXT),
          entry("channels.voice.sandbox.voice", Kind.TEXT),
          entry("channels.voice.sandbox.repeat", Kind.NUMBER),
          entry("channels.voice.sandbox.machineDetection", Kind.SWITCH),
          entry("channels.voice.sandbox.redial.times", Kind.NUMBER),
          entry("channels.voice.sandbox.redial.after", Kind.TEXT),
          entry("channels.android.sandbox", Kind.TEXT),
          entry("channels.ios.sandbox", Kind.TEXT),
          entry("channels.browser.sandbox", Kind.TEXT));

  /** The settings below it have the names that the brokers' clients give them, all lower case. */
  private static final String SECURITY = "log.security.";

  private static final String PREFIX = "BONGSU_";

  /** Variables that are no settings of the service: of its launcher, its clients, its keepers. */
  private static final List<String> OTHERS =
      List.of("BONGSU_HEAP", "BONGSU_HOME", "BONGSU_JAVA_OPTS", "BONGSU_KEY", "BONGSU_URL");

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
    Map<String, Object> above = fromEnvironment(environment);
    above.putAll(options);
    if (file == null) {
      return new SettingsTree(overlaid(new LinkedHashMap<>(), above), Path.of(""));
    }
    String text = text(file);
    Path parent = file.toAbsolutePath().getParent();
    Path base = parent == null ? Path.of("") : parent;
    requireSound(file, load(file, text), base, above);
    return new SettingsTree(overlaid(load(file, text), above), base);
  }

  /** What the file says is to be sound also where somebody above it says otherwise. */
  private static void requireSound(
      Path file, Map<String, @Nullable Object> values, Path base, Map<String, Object> above)
      throws StartException {
    Map<String, Object> beside = new LinkedHashMap<>(above);
    beside.keySet().removeIf(setting -> isSaid(values, steps(setting)));
    Set<String> hidden =
        above.keySet().stream()
            .filter(setting -> !beside.containsKey(setting))
            .map(setting -> "/" + String.join("/", steps(setting)))
            .collect(Collectors.toSet());
    var tree = new SettingsTree(overlaid(values, beside), base);
    try {
      var _ = Configuration.read(tree);
      tree.fields().done();
    } catch (InvalidException e) {
      List<Fault> faults =
          e.faults().stream().filter(each -> hidden.contains(each.pointer())).toList();
      if (!faults.isEmpty()) {
        throw StartException.usage(
            faults.stream()
                .map(each -> located(file.toString(), Map.of(), Map.of(), each))
                .collect(Collectors.joining("; ")));
      }
    }
  }

  private static boolean isSaid(Map<String, @Nullable Object> values, List<String> path) {
    Object value = values.get(path.getFirst());
    return path.size() == 1
        ? value != null
        : value instanceof Map<?, ?> inner && isSaid(object(inner), path.subList(1, path.size()));
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

  /**
   * The variables that begin like ours, are no settings and are like none: they are passed over.
   * Kubernetes makes such ones for a Service called bongsu.
   */
  static List<String> passedOver(Map<String, String> environment) {
    return environment.keySet().stream()
        .filter(name -> name.startsWith(PREFIX) && setting(name).isEmpty())
        .filter(name -> !OTHERS.contains(name))
        .sorted()
        .toList();
  }

  private static String located(
      String file, Map<String, String> environment, Map<String, ?> options, Fault fault) {
    String path = fault.pointer().replaceAll("/(\\d+)(?=/|$)", "[$1]").replace('/', '.');
    if (path.isEmpty()) {
      return file + ": " + fault.detail();
    }
    String setting = path.substring(1);
    String variable = variable(setting);
    boolean ofEnvironment = SCALARS.containsKey(setting) && environment.containsKey(variable);
    String where =
        options.containsKey(setting)
            ? "--" + setting
            : ofEnvironment ? variable : file + ": " + setting;
    return inOneLine(where + ": " + fault.detail());
  }

  /** A name or value may hold line ends, or what a terminal would obey. */
  private static String inOneLine(String text) {
    var line = new StringBuilder(text.length());
    text.chars()
        .forEach(c ->
            line.append(
                Character.isISOControl(c) ? "\\u%04x".formatted(c) : Character.toString(c)));
    return line.toString();
  }

  /** Under what name the environment says it. */
  private static String variable(String setting) {
    return PREFIX + setting.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** The setting that a variable says. */
  private static Optional<String> setting(String variable) {
    String security = variable(SECURITY);
    if (variable.startsWith(security) && variable.length() > security.length()) {
      String name = variable.substring(security.length()).toLowerCase(Locale.ROOT);
      return Optional.of(SECURITY + name.replace('_', '.'));
    }
    return SCALARS.keySet().stream().filter(each -> variable(each).equals(variable)).findFirst();
  }

  private static Map<String, @Nullable Object> load(Path file, String text) throws StartException {
    try {
      return Yaml.readIfAny(file, text);
    } catch (ManifestException e) {
      throw StartException.usage(String.valueOf(e.getMessage()));
    }
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

  /** What the environment says, by setting. */
  private static Map<String, Object> fromEnvironment(Map<String, String> environment)
      throws StartException {
    Map<String, Object> said = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
      String name = entry.getKey();
      if (name.startsWith(PREFIX) && !OTHERS.contains(name)) {
        Optional<String> setting = setting(name);
        if (setting.isPresent()) {
          said.put(setting.get(), read(setting.get(), entry.getValue()));
        } else {
          refuseMisspelt(name);
        }
      }
    }
    return said;
  }

  private static Map<String, @Nullable Object> overlaid(
      Map<String, @Nullable Object> values, Map<String, Object> above) {
    above.forEach((setting, value) -> put(values, steps(setting), value));
    return values;
  }

  /** Where a setting stands in the file; the names below {@link #SECURITY} have dots of theirs. */
  private static List<String> steps(String setting) {
    return setting.startsWith(SECURITY)
        ? List.of("log", "security", setting.substring(SECURITY.length()))
        : List.of(setting.split("\\."));
  }

  /** A misspelt setting must not be silently nothing; what is like none may be somebody else's. */
  private static void refuseMisspelt(String name) throws StartException {
    List<String> all = new ArrayList<>(OTHERS);
    SCALARS.keySet().forEach(each -> all.add(variable(each)));
    String hint = Spelling.hint(name, all);
    if (!hint.isEmpty()) {
      throw StartException.usage(
          "environment: wanted a setting that there is but found " + name + hint);
    }
  }

  /**
   * What a variable says. A text stays as it is, be it all of digits: it may be a password. A
   * relative path starts from the working directory, not from the file.
   */
  private static Object read(String setting, String text) {
    return switch (SCALARS.getOrDefault(setting, Kind.TEXT)) {
      case TEXT -> text;
      case PATH -> text.isEmpty() ? text : Path.of(text).toAbsolutePath().toString();
      case NUMBER -> text.matches("-?\\d{1,9}") ? (Object) Integer.valueOf(text) : text;
      case SWITCH -> text.matches("true|false") ? (Object) Boolean.valueOf(text) : text;
    };
  }

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
    put(object((Map<?, ?>) inner), path.subList(1, path.size()), value);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> object(Map<?, ?> map) {
    return (Map<String, @Nullable Object>) map;
  }
}
