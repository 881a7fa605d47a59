package dev.bongsu.json;

import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one object and collects every fault on the way: wrong types, missing and
 * unknown fields. Each reader answers null where the field is absent or faulty; {@link #done} then
 * speaks. An explicit {@code null} counts as absent. Not for use by several threads.
 *
 * <pre>{@code
 * Fields fields = Fields.of(object);
 * String name = fields.requiredText("name", 200);
 * Integer port = fields.integer("port", 0, 65535);
 * fields.done();   // throws with all faults
 * }</pre>
 */
public final class Fields {
  /** What the JDK's durations lack of RFC 3339 appendix A. */
  private static final Pattern WEEKS = Pattern.compile("P(\\d{1,6})W");

  private static final int DAYS_OF_WEEK = 7;

  private static final Set<String> TIME_ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

  private final Map<String, @Nullable Object> object;
  private final String pointer;
  private final List<Fault> faults;
  private final Set<String> known = new HashSet<>();
  private final List<Fields> children = new ArrayList<>();

  private Fields(Map<String, @Nullable Object> object, String pointer, List<Fault> faults) {
    this.object = object;
    this.pointer = pointer;
    this.faults = faults;
  }

  /** The fields of a whole document. */
  public static Fields of(Map<String, @Nullable Object> object) {
    return new Fields(object, "", new ArrayList<>());
  }

  /** The JSON Pointer of a field of this object. */
  public String pointer(String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  /** Whether the field is there and not null; makes it known. */
  public boolean has(String name) {
    return raw(name) != null;
  }

  /** The field as it is; makes it known. */
  public @Nullable Object raw(String name) {
    known.add(name);
    return object.get(name);
  }

  /** Notes a fault of a field. */
  public void fault(String name, String detail) {
    faults.add(new Fault(pointer(name), detail));
  }

  /** Notes a fault of this object as a whole. */
  public void fault(String detail) {
    faults.add(new Fault(pointer, detail));
  }

  /** A text of at most {@code maxLength} UTF-16 units. */
  public @Nullable String text(String name, int maxLength) {
    Object value = raw(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof String text)) {
      return wrong(name, "a string", value);
    }
    if (text.length() > maxLength) {
      fault(name, "wanted at most " + maxLength + " characters but found " + text.length());
      return null;
    }
    return text;
  }

  /** The same without U+0000, which PostgreSQL cannot store and no channel carries. */
  public @Nullable String textWithoutNul(String name, int maxLength) {
    String text = text(name, maxLength);
    if (text != null && text.indexOf('\0') >= 0) {
      fault(name, "wanted no character U+0000");
      return null;
    }
    return text;
  }

  /** A text that must be there; empty if it is not, which {@link #done} reports. */
  public String requiredText(String name, int maxLength) {
    String text = text(name, maxLength);
    if (text == null) {
      missing(name);
      return "";
    }
    return text;
  }

  /** Notes that a field must be there, unless it is there and wrong, which is noted already. */
  public void missing(String name) {
    if (raw(name) == null) {
      fault(name, "wanted but missing");
    }
  }

  /** A whole number from {@code min} to {@code max}. */
  public @Nullable Integer integer(String name, int min, int max) {
    Object value = raw(name);
    if (value == null) {
      return null;
    }
    if (value instanceof Number number) {
      BigDecimal exact = new BigDecimal(number.toString());
      boolean whole = exact.stripTrailingZeros().scale() <= 0;
      if (whole
          && exact.compareTo(BigDecimal.valueOf(min)) >= 0
          && exact.compareTo(BigDecimal.valueOf(max)) <= 0) {
        return exact.intValue();
      }
    }
    return wrong(name, "a whole number from " + min + " to " + max, value);
  }

  /** True or false. */
  public @Nullable Boolean bool(String name) {
    Object value = raw(name);
    if (value == null) {
      return null;
    }
    return value instanceof Boolean bool ? bool : wrong(name, "a boolean", value);
  }

  /** A time of RFC 3339 with offset, in the years 0000 to 9999 of UTC too. */
  public @Nullable Instant time(String name) {
    String text = text(name, 64);
    return text == null ? null : parsed(name, "an RFC 3339 time with offset", text, Rfc3339::read);
  }

  /**
   * A duration of ISO 8601 that is more than zero: {@code PT10M}, {@code P30D}, {@code P2W}. Not of
   * months or years, which last as long as the calendar says.
   */
  public @Nullable Duration duration(String name) {
    Object value = raw(name);
    String wanted = "an ISO 8601 duration above zero, like PT10M";
    return value == null
        ? null
        : value instanceof String text
            ? parsed(name, wanted, text, Fields::positiveDuration)
            : wrong(name, wanted, value);
  }

  /** The name of a time zone of the IANA database: {@code Asia/Seoul}. */
  public @Nullable String timeZone(String name) {
    return named(
        name,
        "an IANA time zone",
        zone -> TIME_ZONES.contains(zone) ? Optional.of(zone) : Optional.empty());
  }

  /** A text that {@code lookup} knows; {@code wanted} describes what it knows. */
  public <T> @Nullable T named(String name, String wanted, Function<String, Optional<T>> lookup) {
    String text = text(name, Integer.MAX_VALUE);
    return text == null ? null : parsed(name, wanted, text, lookup);
  }

  /** An object inside this one, read by the same rules. */
  public @Nullable Fields child(String name) {
    Object value = raw(name);
    if (value == null) {
      return null;
    }
    return value instanceof Map<?, ?> map
        ? adopt(map, pointer(name))
        : wrong(name, "an object", value);
  }

  /** An object as plain values, its inside unchecked. */
  @SuppressWarnings("unchecked")
  public @Nullable Map<String, @Nullable Object> map(String name) {
    Object value = raw(name);
    if (value == null) {
      return null;
    }
    return value instanceof Map<?, ?> map
        ? (Map<String, @Nullable Object>) map
        : wrong(name, "an object", value);
  }

  /** An array of objects; empty where absent. */
  public List<Fields> children(String name, int max) {
    List<Fields> result = new ArrayList<>();
    List<? extends @Nullable Object> array = array(name, max);
    for (int i = 0; i < array.size(); i++) {
      Object each = array.get(i);
      if (each instanceof Map<?, ?> map) {
        result.add(adopt(map, pointer(name) + "/" + i));
      } else {
        faults.add(
            new Fault(pointer(name) + "/" + i, "wanted an object but found " + Json.kind(each)));
      }
    }
    return result;
  }

  /**
   * An array of texts, each turned into a value by {@code lookup}; empty where absent. A fault
   * names the element.
   */
  public <T> List<T> list(
      String name, int max, String wanted, Function<String, Optional<T>> lookup) {
    List<T> result = new ArrayList<>();
    List<? extends @Nullable Object> array = array(name, max);
    for (int i = 0; i < array.size(); i++) {
      Object each = array.get(i);
      Optional<T> value = each instanceof String text ? lookup.apply(text) : Optional.empty();
      if (value.isPresent()) {
        result.add(value.get());
      } else {
        faults.add(
            new Fault(pointer(name) + "/" + i, "wanted " + wanted + " but found " + shown(each)));
      }
    }
    return result;
  }

  /** The names of all fields; makes them all known. */
  public Set<String> names() {
    known.addAll(object.keySet());
    return object.keySet();
  }

  /** Whether no fault was found so far, here or in the documents around and inside. */
  public boolean isSound() {
    return faults.isEmpty();
  }

  /**
   * Says everything that is wrong, fields nobody asked for included.
   *
   * @throws InvalidException of kind malformed, with all faults
   */
  public void done() throws InvalidException {
    reportUnknown();
    if (!faults.isEmpty()) {
      throw InvalidException.malformed(faults);
    }
  }

  private void reportUnknown() {
    for (String name : object.keySet()) {
      if (!known.contains(name)) {
        fault(name, "unknown field");
      }
    }
    children.forEach(Fields::reportUnknown);
  }

  @SuppressWarnings("unchecked")
  private Fields adopt(Map<?, ?> map, String at) {
    var child = new Fields((Map<String, @Nullable Object>) map, at, faults);
    children.add(child);
    return child;
  }

  private List<? extends @Nullable Object> array(String name, int max) {
    Object value = raw(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      wrong(name, "an array", value);
      return List.of();
    }
    if (list.size() > max) {
      fault(name, "wanted at most " + max + " entries but found " + list.size());
      return List.of();
    }
    return list;
  }

  private <T> @Nullable T parsed(
      String name, String wanted, String text, Function<String, Optional<T>> lookup) {
    Optional<T> value = lookup.apply(text);
    return value.isPresent() ? value.get() : wrong(name, wanted, text);
  }

  /** Always null, as whatever the caller answers with. */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  private <T> @Nullable T wrong(String name, String wanted, Object found) {
    fault(name, "wanted " + wanted + " but found " + shown(found));
    return null;
  }

  private static String shown(@Nullable Object value) {
    if (value instanceof String text) {
      int shown = Math.min(text.length(), 64);
      return "\"" + text.substring(0, shown) + (shown < text.length() ? "…\"" : "\"");
    }
    return value instanceof Number || value instanceof Boolean
        ? value.toString()
        : Json.kind(value);
  }

  private static Optional<Duration> positiveDuration(String text) {
    try {
      Matcher weeks = WEEKS.matcher(text);
      Duration duration =
          weeks.matches()
              ? Duration.ofDays(DAYS_OF_WEEK * Long.parseLong(weeks.group(1)))
              : Duration.parse(text);
      return duration.isPositive() ? Optional.of(duration) : Optional.empty();
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
