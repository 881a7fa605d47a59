package dev.bongsu.app;

import dev.bongsu.json.Fields;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings as they were read, with the directory that relative paths in them start from. */
record SettingsTree(Fields fields, Path base) {
  SettingsTree(Map<String, @Nullable Object> values, Path base) {
    this(Fields.of(values), base);
  }

  /** A path of the file, relative to the file. */
  Path path(String text) {
    return base.resolve(text);
  }
}
