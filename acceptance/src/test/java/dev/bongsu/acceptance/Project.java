package dev.bongsu.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of this project, found from wherever the tests run. */
final class Project {
  private static final Set<String> NOT_OURS = Set.of("target", ".git", "node_modules", "data");

  private Project() {}

  /** The directory that holds everything. */
  static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (at != null && !Files.exists(at.resolve("bongsu"))) {
      at = at.getParent();
    }
    if (at == null) {
      throw new IllegalStateException("the tests must run inside the project");
    }
    return at;
  }

  /** Every file with this ending that belongs to the project, in order. */
  static List<Path> files(String ending) {
    try (Stream<Path> files = Files.walk(root())) {
      return files
          .filter(each -> each.toString().endsWith(ending))
          .filter(each -> isOurs(root().relativize(each)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a file. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOurs(Path relative) {
    for (Path part : relative) {
      if (NOT_OURS.contains(part.toString())) {
        return false;
      }
    }
    return true;
  }
}
