package dev.bongsu.frontend;

import dev.bongsu.kernel.StaleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Entity tags of resources that have versions, and what a caller says about them in If-Match. */
final class Versions {
  private static final String ANY = "*";

  private Versions() {}

  /** The strong entity tag of a version (RFC 9110 section 8.8.3). */
  static String tag(long version) {
    return "\"" + version + "\"";
  }

  /**
   * Answers a PUT: with 201 where nothing was at this path before.
   *
   * @param json as it is there now
   */
  static Answer saved(boolean created, Object json, long version, String path) {
    Answer answer = Answer.json(created ? 201 : 200, json).with("ETag", tag(version));
    return created ? answer.with("Location", path) : answer;
  }

  /**
   * The version that the caller means to change (RFC 9110 section 13.1.1), null for whichever.
   *
   * @param latest the version that there is, empty for none
   * @throws StaleException if what the caller names is not the latest version
   */
  static @Nullable Long expected(Call call, Supplier<Optional<Long>> latest) throws StaleException {
    String given = call.header("If-Match");
    if (given == null) {
      return null;
    }
    if (given.strip().equals(ANY)) {
      return latest
          .get()
          .orElseThrow(() ->
              new StaleException(
                  "If-Match: * changes what is there already, and there is nothing yet"));
    }
    List<Long> named = new ArrayList<>();
    for (String each : given.split(",")) {
      named(each.strip()).ifPresent(named::add);
    }
    if (named.size() == 1) {
      return named.getFirst();
    }
    long current = latest.get().orElse(0L);
    if (named.isEmpty()) {
      throw new StaleException(
          "If-Match names no version: wanted the ETag as it was answered, in double quotes"
              + (current == 0 ? "" : " (" + tag(current) + ")")
              + ", or *");
    }
    if (!named.contains(current)) {
      throw new StaleException(current, named.getFirst());
    }
    return current;
  }

  private static Optional<Long> named(String tag) {
    boolean strong = tag.length() >= 3 && tag.startsWith("\"") && tag.endsWith("\"");
    if (!strong) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(tag.substring(1, tag.length() - 1)));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
