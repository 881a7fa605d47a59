package dev.bongsu.frontend;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Entity tags as callers name them (RFC 9110 section 8.8.3). */
final class EntityTags {
  private static final Pattern TAG = Pattern.compile("(?:W/)?(\"[^\"]*\")");

  private EntityTags() {}

  /** Whether If-None-Match names this tag, by weak comparison (section 13.1.2). */
  static boolean noneMatchNames(@Nullable String header, String tag) {
    if (header == null) {
      return false;
    }
    if (header.strip().equals("*")) {
      return true;
    }
    Matcher given = TAG.matcher(header);
    while (given.find()) {
      if (given.group(1).equals(tag)) {
        return true;
      }
    }
    return false;
  }

  /** Whether If-Range allows a part: there is none, or it names this tag, strongly (13.1.5). */
  static boolean rangeAllows(@Nullable String header, String tag) {
    return header == null || header.strip().equals(tag);
  }
}
