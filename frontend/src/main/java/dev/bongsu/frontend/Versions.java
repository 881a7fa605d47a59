package dev.bongsu.frontend;

import dev.bongsu.kernel.StaleException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Entity tags of resources that have versions, and what a caller says about them in If-Match and
 * If-None-Match.
 */
final class Versions {
  private static final int MAX_SHOWN = 64;

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
   * The version that the caller means to change (RFC 9110 sections 13.1.1 and 13.1.2), null for
   * whichever, 0 for none: it is meant to come into being.
   *
   * @param latest the version that there is, empty for none
   * @throws StaleException if what the caller says of versions does not hold
   */
  static @Nullable Long expected(Call call, Supplier<Optional<Long>> latest) throws StaleException {
    String match = call.headerList("If-Match");
    String noneMatch = call.headerList("If-None-Match");
    if (match == null && noneMatch == null) {
      return null;
    }
    Long current = latest.get().orElse(null);
    if (match != null) {
      requireMatch(match, current);
    }
    if (noneMatch != null
        && current != null
        && EntityTags.noneMatchNames(noneMatch, tag(current))) {
      throw new StaleException(
          EntityTags.isAny(noneMatch)
              ? "If-None-Match: * makes what is not there yet, and there is version " + current
              : "the latest version is " + current + ", which If-None-Match names");
    }
    return current == null ? 0L : current;
  }

  private static void requireMatch(String given, @Nullable Long current) throws StaleException {
    if (EntityTags.isAny(given)) {
      if (current == null) {
        throw new StaleException(
            "If-Match: * changes what is there already, and there is nothing yet");
      }
      return;
    }
    if (current != null && EntityTags.matchNames(given, tag(current))) {
      return;
    }
    String named = EntityTags.firstStrong(given).orElse("");
    if (named.isEmpty()) {
      throw new StaleException(
          "If-Match names no version: wanted the ETag as it was answered, in double quotes"
              + (current == null ? "" : " (" + tag(current) + ")")
              + ", or *");
    }
    String meant =
        " but the change is meant for " + named.substring(0, Math.min(named.length(), MAX_SHOWN));
    throw new StaleException(
        current == null
            ? "there is nothing yet" + meant
            : "the latest version is " + tag(current) + meant);
  }
}
