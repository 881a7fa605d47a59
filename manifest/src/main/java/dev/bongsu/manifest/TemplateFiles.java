package dev.bongsu.manifest;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A template as files: {@code template.yaml} with everything but the long texts, which stand beside
 * it as they are: {@code default.email.html}, {@code ko.email.txt}; of a function {@code
 * default.html}.
 */
final class TemplateFiles {
  /** The file that makes a directory a template. */
  static final String MAIN = "template.yaml";

  private static final List<String> ORDER =
      List.of("name", "description", "kind", "extends", "category", "channels", "parameters");

  /** What the service adds, and what is said of a version and not of the template. */
  private static final List<String> NOT_OURS =
      List.of("key", "version", "liveVersion", "createdAt", "createdBy", "comment");

  private static final String CONTENT = "content";
  private static final Map<String, String> ENDINGS = Map.of("html", ".html", "text", ".txt");

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private TemplateFiles() {}

  /** Whether a file called so is one that {@link #write} writes. */
  static boolean isName(String name) {
    return name.equals(MAIN) || ENDINGS.values().stream().anyMatch(name::endsWith);
  }

  /** A file's text whichever editor wrote it: with a byte order mark, with line ends of Windows. */
  static String plain(String text) {
    String unmarked =
        !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    return unmarked.replace("\r\n", "\n");
  }

  /** Whether a file of this text reads back as it. */
  private static boolean isPlain(String text) {
    return plain(text).equals(text);
  }

  /**
   * Where the service finds fault, as people look for it: {@code default.email.html} for {@code
   * /content/default/email/html}; the pointer itself for what stands in no file of its own.
   *
   * @param files of the template, by name
   */
  static String place(String pointer, Set<String> files) {
    String[] steps = pointer.split("/", -1);
    if (steps.length < 4 || !steps[1].equals(CONTENT)) {
      return pointer;
    }
    String ending = ENDINGS.get(steps[steps.length - 1]);
    String file = String.join(".", List.of(steps).subList(2, steps.length - 1)) + ending;
    return ending != null && files.contains(file) ? file : pointer;
  }

  /** A template as the service shows it, less what only the service says. */
  static Map<String, @Nullable Object> body(Map<String, @Nullable Object> shown) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    shown.forEach((name, value) -> {
      if (value != null && !NOT_OURS.contains(name)) {
        body.put(name, value);
      }
    });
    return body;
  }

  /** The files of a template, by name. */
  static Map<String, String> write(Map<String, @Nullable Object> body) {
    Map<String, String> files = new TreeMap<>();
    Map<String, @Nullable Object> main = new LinkedHashMap<>();
    for (String name : ORDER) {
      if (body.containsKey(name)) {
        main.put(name, body.get(name));
      }
    }
    body.forEach(main::putIfAbsent);
    main.remove(CONTENT);
    Map<String, @Nullable Object> content = new LinkedHashMap<>();
    inside(body.get(CONTENT))
        .forEach((locale, said) -> keep(content, locale, withoutTexts(locale, said, files)));
    if (!content.isEmpty()) {
      main.put(CONTENT, content);
    }
    files.put(MAIN, Yaml.write(main));
    return files;
  }

  /**
   * The template in these files.
   *
   * @param directory for messages
   * @throws ManifestException naming the file that is not what was wanted
   */
  static Map<String, @Nullable Object> read(Path directory, Map<String, String> files)
      throws ManifestException {
    String main = files.get(MAIN);
    if (main == null) {
      throw new ManifestException(directory + ": wanted a file " + MAIN);
    }
    Map<String, @Nullable Object> body = Yaml.read(directory.resolve(MAIN), main);
    for (Map.Entry<String, String> file : files.entrySet()) {
      if (!file.getKey().equals(MAIN)) {
        add(body, directory.resolve(file.getKey()), file.getValue());
      }
    }
    return body;
  }

  /** What stays in the main file of one language, or of one channel in it. */
  private static @Nullable Object withoutTexts(
      String place, @Nullable Object said, Map<String, String> files) {
    if (!(said instanceof Map<?, ?>)) {
      return said;
    }
    boolean longTexts = !place.contains(".") || place.endsWith(".email");
    Map<String, @Nullable Object> rest = new LinkedHashMap<>();
    inside(said)
        .forEach((name, value) -> {
          if (value instanceof Map<?, ?> && !place.contains(".")) {
            keep(rest, name, withoutTexts(place + "." + name, value, files));
          } else if (value instanceof String text
              && (name.equals("html") || (name.equals("text") && longTexts))
              && isPlain(text)) {
            files.put(place + ENDINGS.get(name), text);
          } else {
            rest.put(name, value);
          }
        });
    return rest.isEmpty() && !inside(said).isEmpty() ? NOTHING : rest;
  }

  /** All of it went to files. */
  private static final Object NOTHING = new Object();

  private static void keep(
      Map<String, @Nullable Object> object, String name, @Nullable Object value) {
    if (value != NOTHING) {
      object.put(name, value);
    }
  }

  private static void add(Map<String, @Nullable Object> body, Path file, String text)
      throws ManifestException {
    String name = String.valueOf(file.getFileName());
    for (Map.Entry<String, String> ending : ENDINGS.entrySet()) {
      if (name.endsWith(ending.getValue())) {
        String[] place =
            name.substring(0, name.length() - ending.getValue().length()).split("\\.", -1);
        if (place.length <= 2) {
          Map<String, @Nullable Object> at = object(body, CONTENT, file);
          for (String step : place) {
            at = object(at, step, file);
          }
          if (at.putIfAbsent(ending.getKey(), text) != null) {
            throw new ManifestException(
                file + ": " + MAIN + " says already what " + ending.getKey() + " is there");
          }
          return;
        }
      }
    }
    throw new ManifestException(
        file + ": wanted " + MAIN + " or a text such as default.email.html or default.txt");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> object(
      Map<String, @Nullable Object> in, String name, Path file) throws ManifestException {
    Object value = in.computeIfAbsent(name, _ -> new LinkedHashMap<String, @Nullable Object>());
    if (value instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw new ManifestException(file + ": " + MAIN + " says that " + name + " is no object");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> inside(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
  }
}
