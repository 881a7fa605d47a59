package dev.bongsu.template;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.bongsu.json.Fields;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code content} that notifications bring along instead of a template. For many threads. */
public final class InlineContents {
  private static final ContentReader.Scene SCENE =
      new ContentReader.Scene(Shape.ANYTHING, Functions.NONE, null, false);

  private final Cache<Source.Inline, CompiledContent> compiled;

  /** Keeps what was read last, as much as {@code maxCachedBytes} of JSON. */
  public InlineContents(long maxCachedBytes) {
    this.compiled =
        Caffeine.newBuilder()
            .maximumWeight(maxCachedBytes)
            .weigher((Source.Inline source, CompiledContent _) -> source.content().length)
            .build();
  }

  /**
   * The channels that the content has something for.
   *
   * @param content as under {@code /content} of a notification
   * @throws InvalidException with every fault, pointers beginning with {@code /content}
   */
  public Set<Channel> check(Map<String, @Nullable Object> content) throws InvalidException {
    return read(content).channels();
  }

  /** What these bytes say; they were checked when the notification was accepted. */
  CompiledContent compiled(Source.Inline source) throws InvalidException {
    CompiledContent known = compiled.getIfPresent(source);
    if (known != null) {
      return known;
    }
    try {
      CompiledContent read = read(Json.readObject(source.content()));
      compiled.put(source, read);
      return read;
    } catch (JsonException e) {
      throw InvalidException.malformed("/content", String.valueOf(e.getMessage()));
    }
  }

  private static CompiledContent read(Map<String, @Nullable Object> content)
      throws InvalidException {
    Fields request = Fields.of(Map.of("content", content));
    List<Fault> faults = new ArrayList<>();
    CompiledContent read = ContentReader.read(request, SCENE, faults);
    if (!faults.isEmpty()) {
      throw InvalidException.unprocessable(faults);
    }
    return read;
  }
}
