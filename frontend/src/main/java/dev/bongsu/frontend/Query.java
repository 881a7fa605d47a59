package dev.bongsu.frontend;

import dev.bongsu.json.Rfc3339;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of one request, read as strictly as a body: every fault is collected, also
 * parameters nobody asked for (A1).
 */
final class Query {
  private static final int MAX_LENGTH = 1024;
  private static final Pattern SPACE_FOR_PLUS = Pattern.compile(" (\\d{2}:\\d{2})$");

  /** As JSON writes whole numbers, of no more digits than an int can have. */
  private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d{0,9})");

  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<String> known = new ArrayList<>();

  Query(String raw) {
    if (raw.isEmpty()) {
      return;
    }
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      try {
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        if (name.indexOf('\0') >= 0) {
          faults.add(new Fault("", "a query parameter's name: wanted no U+0000 (%00)"));
          continue;
        }
        if (value.indexOf('\0') >= 0) {
          fault(name, "wanted no U+0000 (%00)");
          value = value.replace('\0', ' ');
        }
        if (values.put(name, value) != null) {
          fault(name, "given more than once");
        }
      } catch (IllegalArgumentException _) {
        faults.add(new Fault("", "the query is not percent-encoded UTF-8"));
      }
    }
  }

  /** The text given, null where there is none. */
  @Nullable String text(String name) {
    known.add(name);
    String value = values.get(name);
    if (value != null && (value.isEmpty() || value.length() > MAX_LENGTH)) {
      fault(name, "wanted 1 to " + MAX_LENGTH + " characters but found " + value.length());
      return null;
    }
    return value;
  }

  /** The text given; empty, and a fault, where there is none. */
  String requiredText(String name) {
    String value = text(name);
    if (value == null && !values.containsKey(name)) {
      fault(name, "is required");
    }
    return value == null ? "" : value;
  }

  /** A text that {@code lookup} knows; {@code wanted} describes what it knows. */
  <T> @Nullable T named(String name, String wanted, Function<String, Optional<T>> lookup) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    Optional<T> value = lookup.apply(text);
    if (value.isEmpty()) {
      fault(name, "wanted " + wanted);
      return null;
    }
    return value.get();
  }

  /** An identifier, which {@code type} checks in its constructor. */
  <T> @Nullable T id(String name, String wanted, Function<String, T> type) {
    return named(name, wanted, text -> Ids.tried(text, type));
  }

  /**
   * A time of RFC 3339. A plus that was not encoded has become a space, which before an offset can
   * have been nothing else.
   */
  @Nullable Instant time(String name) {
    return named(
        name,
        "an RFC 3339 time with offset",
        text -> Rfc3339.read(SPACE_FOR_PLUS.matcher(text).replaceFirst("+$1")));
  }

  /** True or false, false where it is not given. */
  boolean flag(String name) {
    return Boolean.TRUE.equals(
        named(
            name,
            "true or false",
            text ->
                switch (text) {
                  case "true" -> Optional.of(true);
                  case "false" -> Optional.of(false);
                  default -> Optional.empty();
                }));
  }

  /** A whole number in this range, null where none is given. */
  @Nullable Integer integer(String name, int min, int max) {
    return named(
        name,
        "a whole number from " + min + " to " + max,
        text -> {
          if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
          }
          long value = Long.parseLong(text);
          return value >= min && value <= max ? Optional.of((int) value) : Optional.empty();
        });
  }

  int limit() {
    Integer limit = integer("limit", 1, Page.MAX_LIMIT);
    return limit == null ? Page.DEFAULT_LIMIT : limit;
  }

  Page.Request page() {
    return new Page.Request(limit(), text("cursor"));
  }

  /**
   * Says everything that is wrong, parameters nobody asked for included.
   *
   * @throws InvalidException of kind malformed, with all faults
   */
  void done() throws InvalidException {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        fault(name, "unknown query parameter");
      }
    }
    if (!faults.isEmpty()) {
      throw InvalidException.malformed(faults);
    }
  }

  private void fault(String name, String detail) {
    faults.add(new Fault("", "query parameter " + name + ": " + detail));
  }

  private static String decoded(String text) {
    String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
    if (decoded.indexOf('\ufffd') >= 0) {
      throw new IllegalArgumentException("not UTF-8");
    }
    return decoded;
  }
}
