package dev.bongsu.manifest;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a service should hold: the templates under {@code templates/<key>/} of a directory, by key.
 */
public record Manifest(Map<String, Map<String, @Nullable Object>> templates) {
  private static final String TEMPLATES = "templates";
  private static final Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final long MAX_FILE_BYTES = 1_048_576;

  public Manifest {
    templates = new TreeMap<>(templates);
  }

  /**
   * Reads a directory. Hidden files and those named {@code *.md} are for people and passed over;
   * anything else that is not known is refused, so that a misspelt name is no silent loss.
   *
   * @throws ManifestException naming the file that is not what was wanted
   */
  public static Manifest read(Path directory) throws ManifestException {
    if (!Files.isDirectory(directory)) {
      throw new ManifestException(directory + ": wanted a directory");
    }
    for (Path each : entries(directory)) {
      if (!name(each).equals(TEMPLATES) || !Files.isDirectory(each)) {
        throw new ManifestException(each + ": wanted only a directory " + TEMPLATES);
      }
    }
    Map<String, Map<String, @Nullable Object>> templates = new TreeMap<>();
    if (Files.isDirectory(directory.resolve(TEMPLATES))) {
      for (Path each : entries(directory.resolve(TEMPLATES))) {
        if (!Files.isDirectory(each) || !KEY.matcher(name(each)).matches()) {
          throw new ManifestException(
              each + ": wanted a directory named as a template is: " + KEY.pattern());
        }
        templates.put(name(each), TemplateFiles.read(each, texts(each)));
      }
    }
    return new Manifest(templates);
  }

  /**
   * Writes the directory so that it says this and nothing else; of what is there only templates are
   * replaced or taken away, and only whole ones of ours.
   *
   * @throws ManifestException naming the file that cannot be written
   */
  public void write(Path directory) throws ManifestException {
    Path root = directory.resolve(TEMPLATES);
    try {
      if (Files.isDirectory(root)) {
        for (Path each : entries(root)) {
          clear(each);
        }
      }
      for (Map.Entry<String, Map<String, @Nullable Object>> template : templates.entrySet()) {
        Path place = Files.createDirectories(root.resolve(template.getKey()));
        for (Map.Entry<String, String> file : TemplateFiles.write(template.getValue()).entrySet()) {
          Files.writeString(place.resolve(file.getKey()), file.getValue());
        }
      }
      Files.createDirectories(root);
    } catch (IOException e) {
      throw new ManifestException(directory + ": cannot be written: " + e);
    }
  }

  /** Takes away what {@link #write} may have written there before. */
  private static void clear(Path template) throws IOException, ManifestException {
    if (!Files.exists(template.resolve(TemplateFiles.MAIN))) {
      return;
    }
    for (Path file : entries(template)) {
      Files.delete(file);
    }
    try (Stream<Path> left = Files.list(template)) {
      if (left.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(template);
  }

  private static Map<String, String> texts(Path directory) throws ManifestException {
    Map<String, String> texts = new TreeMap<>();
    for (Path file : entries(directory)) {
      try {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
          throw new ManifestException(
              file + ": wanted a file of at most " + MAX_FILE_BYTES + " bytes");
        }
        texts.put(name(file), Files.readString(file));
      } catch (CharacterCodingException _) {
        throw new ManifestException(file + ": wanted UTF-8");
      } catch (IOException _) {
        throw new ManifestException(file + ": cannot be read");
      }
    }
    return texts;
  }

  private static List<Path> entries(Path directory) throws ManifestException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(each -> !name(each).startsWith(".") && !name(each).endsWith(".md"))
          .sorted()
          .toList();
    } catch (IOException _) {
      throw new ManifestException(directory + ": cannot be read");
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
