package dev.bongsu.frontend;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Entity tags as callers name them (RFC 9110 section 8.8.3). */
final class EntityTags {
  private static final String ANY = "*";
  private static final Pattern TAG = Pattern.compile("(?:W/)?(\"[^\"]*\")");
  private static final Pattern LIST =
      Pattern.compile("[ \t,]*+" + TAG + "(?:[ \t]*+,[ \t,]*+" + TAG + ")*+[ \t,]*+");

  private EntityTags() {}

  /** Whether a header names whatever there is. */
  static boolean isAny(String header) {
    return header.strip().equals(ANY);
  }

  /** Whether If-None-Match names this tag, by weak comparison (section 13.1.2). */
  static boolean noneMatchNames(@Nullable String header, String tag) {
    return header != null
        && (isAny(header) || tags(header).anyMatch(each -> each.group(1).equals(tag)));
  }

  /** Whether If-Match names this tag, by strong comparison (section 13.1.1). */
  static boolean matchNames(String header, String tag) {
    return isAny(header) || tags(header).anyMatch(each -> each.group().equals(tag));
  }

  /** The first strong tag in this header, empty where there is none. */
  static Optional<String> firstStrong(String header) {
    return tags(header).map(MatchResult::group).filter(each -> each.startsWith("\"")).findFirst();
  }

  /** None where the header is not a list of tags. */
  private static Stream<MatchResult> tags(String header) {
    return LIST.matcher(header).matches() ? TAG.matcher(header).results() : Stream.empty();
  }

  /** Whether If-Range allows a part: there is none, or it names this tag, strongly (13.1.5). */
  static boolean rangeAllows(@Nullable String header, String tag) {
    return header == null || header.strip().equals(tag);
  }
}
