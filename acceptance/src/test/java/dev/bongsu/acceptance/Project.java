package dev.bongsu.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
    var files = new Ours(ending);
    try {
      Files.walkFileTree(root(), files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files.found.stream().sorted().toList();
  }

  /** The text of a file. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stays out of what is not ours, where files come and go while the build runs. */
  private static final class Ours extends SimpleFileVisitor<Path> {
    private final String ending;
    private final List<Path> found = new ArrayList<>();

    Ours(String ending) {
      this.ending = ending;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return NOT_OURS.contains(directory.getFileName().toString())
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (file.toString().endsWith(ending)) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }
}
