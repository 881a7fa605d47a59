package dev.bongsu.channel.spi;

import dev.bongsu.json.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads settings that may stand in a file of their own. */
public final class Secrets {
  private static final int LONGEST = 64 * 1024;

  private Secrets() {}

  /**
   * The text of field {@code name}, or of the file that field {@code nameFile} names, without the
   * line end. Faults are noted in {@code fields} and never show the text.
   */
  public static @Nullable String read(Fields fields, String name, Path base) {
    String fileField = name + "File";
    if (!fields.has(fileField)) {
      if (fields.raw(name) instanceof Number number) {
        // YAML reads a password of digits as a number.
        return number.toString();
      }
      if (fields.has(name) && !(fields.raw(name) instanceof String)) {
        fields.fault(name, "wanted a string");
        return null;
      }
      return fields.text(name, LONGEST);
    }
    if (fields.has(name)) {
      fields.fault(fileField, "wanted only one of " + name + " and " + fileField);
    }
    return file(fields, fileField, base);
  }

  /** What stands in the file that a field names, without the line end; null where absent. */
  public static @Nullable String file(Fields fields, String name, Path base) {
    String path = fields.text(name, 4096);
    if (path == null) {
      return null;
    }
    try {
      Path file = base.resolve(path);
      if (Files.size(file) > LONGEST) {
        fields.fault(name, "wanted a file of at most " + LONGEST + " bytes: " + path);
        return null;
      }
      return Files.readString(file).stripTrailing();
    } catch (IOException | InvalidPathException _) {
      fields.fault(name, "wanted a file that can be read but found none: " + path);
      return null;
    }
  }
}
