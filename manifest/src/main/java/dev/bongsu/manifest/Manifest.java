package dev.bongsu.manifest;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
   * Reads a directory. What lies in it beside {@code templates/} is somebody else's, as in a
   * repository, and passed over. Inside of it hidden files and those named {@code *.md} are for
   * people; anything else that is not known is refused, so that a misspelt name is no silent loss.
   * Links are followed as long as they stay inside, so that no file from elsewhere becomes a
   * message.
   *
   * @throws ManifestException naming the file that is not what was wanted
   */
  public static Manifest read(Path directory) throws ManifestException {
    if (!Files.isDirectory(directory)) {
      throw new ManifestException(directory + ": wanted a directory");
    }
    Path root = real(directory);
    Path place = directory.resolve(TEMPLATES);
    if (!Files.isDirectory(place)) {
      throw new ManifestException(directory + ": wanted a directory " + TEMPLATES + " in it");
    }
    requireInside(root, place);
    Map<String, Map<String, @Nullable Object>> templates = new TreeMap<>();
    for (Path each : entries(place)) {
      if (!Files.isDirectory(each) || !KEY.matcher(name(each)).matches()) {
        throw new ManifestException(
            each + ": wanted a directory named as a template is: " + KEY.pattern());
      }
      requireInside(root, each);
      templates.put(name(each), TemplateFiles.read(each, texts(each, root)));
    }
    return new Manifest(templates);
  }

  /**
   * Writes the directory so that it says this and nothing else; of what is there only files of
   * templates are replaced or taken away. What is there stays until what replaces it is written.
   *
   * @throws ManifestException naming the file that cannot be written
   */
  public void write(Path directory) throws ManifestException {
    Path root = directory.resolve(TEMPLATES);
    try {
      Files.createDirectories(root);
      for (Map.Entry<String, Map<String, @Nullable Object>> template : templates.entrySet()) {
        Path place = root.resolve(template.getKey());
        if (Files.isSymbolicLink(place)) {
          throw new ManifestException(place + ": is a link; wanted a directory to write into");
        }
        boolean ours = isOurs(place);
        Files.createDirectories(place);
        Map<String, String> files = TemplateFiles.write(template.getValue());
        for (Map.Entry<String, String> file : files.entrySet()) {
          replace(place.resolve(file.getKey()), file.getValue());
        }
        if (ours) {
          clear(place, files.keySet());
        }
      }
      for (Path each : entries(root)) {
        if (!templates.containsKey(name(each)) && isOurs(each)) {
          clear(each, Set.of());
          removeIfEmpty(each);
        }
      }
    } catch (IOException e) {
      throw new ManifestException(unwritable(directory, e));
    }
  }

  /** Whole or not at all; what is a link is replaced itself, and not what it leads to. */
  private static void replace(Path file, String text) throws IOException {
    Path begun = file.resolveSibling("." + name(file) + ".new");
    Files.deleteIfExists(begun);
    Files.writeString(begun, text, StandardOpenOption.CREATE_NEW);
    Files.move(begun, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isOurs(Path template) {
    return Files.isDirectory(template, LinkOption.NOFOLLOW_LINKS)
        && Files.exists(template.resolve(TemplateFiles.MAIN), LinkOption.NOFOLLOW_LINKS);
  }

  /** Takes away what {@link #write} may have written there before, but for these. */
  private static void clear(Path template, Set<String> kept) throws IOException, ManifestException {
    for (Path file : entries(template)) {
      boolean ours =
          TemplateFiles.isName(name(file)) && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
      if (ours && !kept.contains(name(file))) {
        Files.delete(file);
      }
    }
  }

  private static void removeIfEmpty(Path directory) throws IOException {
    try (Stream<Path> left = Files.list(directory)) {
      if (left.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(directory);
  }

  private static String unwritable(Path directory, IOException e) {
    String file = e instanceof FileSystemException at ? at.getFile() : null;
    String reason =
        switch (e) {
          case AccessDeniedException _ -> "permission is denied";
          case FileAlreadyExistsException _ -> "something else than a directory is there";
          case FileSystemException at -> at.getReason();
          default -> e.getMessage();
        };
    return (file == null ? directory : file)
        + ": cannot be written"
        + (reason == null ? "" : ": " + reason.lines().findFirst().orElse(""));
  }

  private static Path real(Path path) throws ManifestException {
    try {
      return path.toRealPath();
    } catch (IOException _) {
      throw new ManifestException(path + ": cannot be read");
    }
  }

  private static void requireInside(Path root, Path path) throws ManifestException {
    if (!real(path).startsWith(root)) {
      throw new ManifestException(path + ": leads out of the directory; wanted what is inside");
    }
  }

  private static Map<String, String> texts(Path directory, Path root) throws ManifestException {
    Map<String, String> texts = new TreeMap<>();
    for (Path file : entries(directory)) {
      requireInside(root, file);
      try {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
          throw new ManifestException(
              file + ": wanted a file of at most " + MAX_FILE_BYTES + " bytes");
        }
        texts.put(name(file), TemplateFiles.plain(Files.readString(file)));
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
