package dev.bongsu.channel.spi;

import dev.bongsu.json.Fields;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads settings that may stand in a file of their own. */
public final class Secrets {
  private static final int LONGEST = 64 * 1024;
  private static final Pattern LINE_ENDS = Pattern.compile("[\\r\\n]+\\z");

  private Secrets() {}

  /**
   * The text of field {@code name}, or of the file that field {@code nameFile} names, without the
   * line end. Faults are noted in {@code fields} and never show the text.
   */
  public static @Nullable String read(Fields fields, String name, Path base) {
    String fileField = name + "File";
    if (!fields.has(fileField)) {
      return switch (fields.raw(name)) {
        case null -> null;
        case String _ -> fields.text(name, LONGEST);
        // YAML reads a password of digits as a number; of other numbers it keeps the value only.
        case Integer number -> number.toString();
        case Long number -> number.toString();
        case BigInteger number -> number.toString();
        default -> {
          fields.fault(name, "wanted a string, in quotes");
          yield null;
        }
      };
    }
    if (fields.has(name)) {
      fields.fault(fileField, "wanted only one of " + name + " and " + fileField);
    }
    return file(fields, fileField, base);
  }

  /**
   * What stands in the file that a field names, without the line ends at its end; null where
   * absent.
   */
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
      return LINE_ENDS.matcher(Files.readString(file)).replaceFirst("");
    } catch (NoSuchFileException | InvalidPathException _) {
      fields.fault(name, "wanted a file that can be read but found none: " + path);
    } catch (CharacterCodingException _) {
      fields.fault(name, "wanted a file of text in UTF-8: " + path);
    } catch (IOException _) {
      fields.fault(name, "wanted a file that can be read but this one cannot be: " + path);
    }
    return null;
  }
}
