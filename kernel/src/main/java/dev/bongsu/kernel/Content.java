package dev.bongsu.kernel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a template became for one recipient on one channel: that channel's fields, rendered. Values
 * are texts, or for {@code data} an object of plain values, or for {@link #BADGE} a number.
 */
public record Content(Map<String, Object> fields) {
  /** The field of a push message for the number on an app's icon: an {@link Integer}. */
  public static final String BADGE = "badge";

  /** Stands there for how much the recipient has not read, which is known when it is sent. */
  public static final String UNREAD = "unread";

  public Content {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** The text of a field, null where there is none. */
  public @Nullable String text(String field) {
    return fields.get(field) instanceof String text ? text : null;
  }
}
