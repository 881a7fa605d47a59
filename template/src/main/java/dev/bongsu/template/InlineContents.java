package dev.bongsu.template;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.bongsu.json.Fields;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.Identifiers;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code content} that notifications bring along instead of a template. It may call functions,
 * and keeps saying what they said when it was accepted. For many threads.
 */
public final class InlineContents {
  private final FunctionShelf functions;
  private final Cache<Source.Inline, CompiledContent> compiled;

  /** Keeps what was read last, as much as {@code maxCachedBytes}, its functions counted too. */
  InlineContents(FunctionShelf functions, long maxCachedBytes) {
    this.functions = functions;
    this.compiled =
        Caffeine.newBuilder()
            .maximumWeight(maxCachedBytes)
            .weigher((Source.Inline source, CompiledContent content) ->
                source.content().length + content.bytes())
            .build();
  }

  /**
   * What is known of content without fault.
   *
   * @param channels those that it has something for
   * @param edition which publication of all it is accepted with; 0 if it calls no functions
   */
  public record Checked(Set<Channel> channels, long edition) {}

  /**
   * Reads content on its way in.
   *
   * @param content as under {@code /content} of a notification
   * @param json the same as it will be kept; the array is not copied
   * @throws InvalidException with every fault, pointers beginning with {@code /content}
   * @throws TemplatesUnavailableException if it calls functions that are not known here and the
   *     database is away
   */
  public Checked check(Map<String, @Nullable Object> content, byte[] json)
      throws InvalidException, TemplatesUnavailableException {
    Set<TemplateKey> called = called(content);
    if (called.isEmpty()) {
      return new Checked(read(content, Judgement.OF_USER).channels(), 0);
    }
    var source = new Source.Inline(json, functions.edition(called));
    CompiledContent known = compiled.getIfPresent(source);
    if (known == null) {
      known = functions.compiled(content, source.edition());
      compiled.put(source, known);
    }
    return new Checked(known.channels(), source.edition());
  }

  /** What these bytes say; they were checked when the notification was accepted. */
  CompiledContent compiled(Source.Inline source)
      throws InvalidException, TemplatesUnavailableException {
    CompiledContent known = compiled.getIfPresent(source);
    if (known != null) {
      return known;
    }
    try {
      Map<String, @Nullable Object> content = Json.readObject(source.content());
      CompiledContent read =
          source.edition() == 0
              ? read(content, Judgement.OF_STORED)
              : functions.compiled(content, source.edition());
      compiled.put(source, read);
      return read;
    } catch (JsonException e) {
      throw InvalidException.malformed("/content", String.valueOf(e.getMessage()));
    }
  }

  private static CompiledContent read(Map<String, @Nullable Object> content, Judgement judgement)
      throws InvalidException {
    Fields request = Fields.of(Map.of("content", content));
    List<Fault> faults = new ArrayList<>();
    var scene = ContentReader.Scene.inline(Functions.NONE, judgement);
    CompiledContent read = ContentReader.read(request, scene, faults);
    if (!faults.isEmpty()) {
      throw InvalidException.unprocessable(faults);
    }
    return read;
  }

  /** The functions that texts name themselves, whether there are such or not. */
  private static Set<TemplateKey> called(Map<String, @Nullable Object> content) {
    Set<TemplateKey> called = new HashSet<>();
    addCalled(content, called);
    return called;
  }

  private static void addCalled(@Nullable Object value, Set<TemplateKey> called) {
    switch (value) {
      case String text when text.contains("{{>") || text.contains("{{~>") -> {
        for (Token token : Lexer.tokens(text, new Complaints("", text, new ArrayList<>()))) {
          String name =
              token.kind() == Token.Kind.PARTIAL
                  ? new ExpressionReader(token.text(), token.at()).word()
                  : "";
          if (Identifiers.isKey(name)) {
            called.add(new TemplateKey(name));
          }
        }
      }
      case Map<?, ?> map -> map.values().forEach(each -> addCalled(each, called));
      case List<?> list -> list.forEach(each -> addCalled(each, called));
      case null, default -> {}
    }
  }
}
