package dev.bongsu.template;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.Identifiers;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.template.Definition.About;
import dev.bongsu.template.ExpressionReader.SyntaxException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns bodies into what can be rendered, with the bases and functions of one moment. What was read
 * of the library is kept, so a compiler is good for many bodies, but not for long. For one thread.
 */
final class Compiler {
  /** How many bases may stand above one another (A20). */
  private static final int MAX_EXTENDS = 8;

  /** How deep functions may call one another. */
  private static final int MAX_CALLS = 16;

  /** How many may wait for one another while compiling: more than the two bounds together allow. */
  private static final int MAX_PATH = 32;

  private final Library library;
  private final Map<TemplateKey, Known> known = new HashMap<>();
  private final Map<TemplateKey, Optional<TemplateVersion>> read = new HashMap<>();
  private final Map<TemplateKind, List<String>> keys = new EnumMap<>(TemplateKind.class);

  /**
   * What is wrong with those that were found to be at fault, so that each is looked at once however
   * many lean on it. That may be a circle through what is compiled, and holds for that alone.
   */
  private final Map<TemplateKey, List<Fault>> faulty = new HashMap<>();

  /** What is being compiled: each is needed by the one before. */
  private final List<TemplateKey> path = new ArrayList<>();

  Compiler(Library library) {
    this.library = library;
  }

  /**
   * What was compiled.
   *
   * @param bases all that it extends, the nearest first
   * @param calls how deep its functions call one another
   */
  private record Known(Definition definition, List<TemplateKey> bases, int calls) {}

  /**
   * Reads and compiles a body.
   *
   * @param key what it will be called by: a template may not lean on itself, also through others
   * @throws InvalidException with all faults, those of texts with line and column: malformed if the
   *     body's shape is wrong, else unprocessable
   */
  Definition compile(TemplateKey key, Map<String, @Nullable Object> body) throws InvalidException {
    return compile(key, body, Judgement.OF_AUTHOR);
  }

  /** As {@link #compile(TemplateKey, Map)}, judged like this; what it leans on is stored. */
  Definition compile(TemplateKey key, Map<String, @Nullable Object> body, Judgement judgement)
      throws InvalidException {
    faulty.clear();
    return compiled(key, body, judgement).definition();
  }

  /**
   * Reads and compiles content that belongs to no template: it calls functions, extends nothing,
   * and knows of its variables only when it is rendered.
   *
   * @throws InvalidException as {@link #compile} does, pointers beginning with {@code /content}
   */
  CompiledContent inline(Map<String, @Nullable Object> content) throws InvalidException {
    var compilation = new Compilation(new TemplateKey("content"), Judgement.OF_USER);
    var scene = ContentReader.Scene.inline(compilation::function, Judgement.OF_USER);
    CompiledContent read =
        ContentReader.read(Fields.of(Map.of("content", content)), scene, compilation.faults);
    if (!compilation.faults.isEmpty()) {
      throw InvalidException.unprocessable(compilation.faults);
    }
    return read;
  }

  private Known compiled(TemplateKey key, Map<String, @Nullable Object> body, Judgement judgement)
      throws InvalidException {
    path.add(key);
    try {
      return new Compilation(key, judgement).of(body);
    } finally {
      path.removeLast();
    }
  }

  /** One body on its way. */
  private final class Compilation {
    private final TemplateKey key;
    private final Judgement judgement;
    private final List<Fault> faults = new ArrayList<>();
    private final Set<TemplateKey> names = new LinkedHashSet<>();
    private final Map<TemplateKey, Integer> uses = new LinkedHashMap<>();
    private final List<TemplateKey> bases = new ArrayList<>();
    private int calls;

    Compilation(TemplateKey key, Judgement judgement) {
      this.key = key;
      this.judgement = judgement;
    }

    Known of(Map<String, @Nullable Object> body) throws InvalidException {
      if (judgement == Judgement.OF_AUTHOR) {
        Texts.requireNoNul(body);
      }
      Fields fields = Fields.of(body);
      About about = About.read(fields, faults);
      Map<String, @Nullable Object> schema = fields.map("parameters");
      Definition base = about.base() == null ? null : base(about.base());
      Map<String, @Nullable Object> whole =
          Schemas.merged(base == null ? null : base.parameters().schema(), schema);
      Parameters parameters = Parameters.of(whole, faults);
      if (judgement == Judgement.OF_AUTHOR && faults.isEmpty()) {
        SchemaDefaults.check(schema, whole, faults);
      }
      Definition definition;
      if (about.kind() == TemplateKind.FUNCTION) {
        Function function =
            FunctionReader.read(fields, key, parameters, this::function, judgement, faults);
        definition = new Definition(about, parameters, CompiledContent.NONE, function, names, uses);
      } else {
        TemplateKey extended = about.base();
        var scene =
            new ContentReader.Scene(
                Shape.of(schema == null ? null : whole),
                this::function,
                base == null || extended == null
                    ? null
                    : new ContentReader.Base(extended, base.content()),
                about.kind() == TemplateKind.BASE,
                judgement);
        CompiledContent content = ContentReader.read(fields, scene, faults);
        checkChannels(about, content);
        definition = new Definition(about, parameters, content, null, names, uses);
      }
      if (!faults.isEmpty()) {
        throw InvalidException.unprocessable(faults);
      }
      return new Known(definition, List.copyOf(bases), calls);
    }

    private void checkChannels(About about, CompiledContent content) {
      for (int i = 0; i < about.channels().size(); i++) {
        if (!content.channels().contains(about.channels().get(i))) {
          String name = about.channels().get(i).apiName();
          faults.add(new Fault("/channels/" + i, "there is no content for channel " + name));
        }
      }
    }

    /** What is extended. */
    private Definition base(TemplateKey wanted) throws InvalidException {
      names.add(wanted);
      String complaint = circle(wanted, " extends ");
      if (complaint == null && path.size() <= MAX_PATH) {
        try {
          Known found = find(wanted, TemplateKind.BASE, uses);
          if (found != null && found.bases().size() < MAX_EXTENDS) {
            bases.add(wanted);
            bases.addAll(found.bases());
            return found.definition();
          }
          complaint =
              found == null
                  ? unknown("base", wanted.value(), TemplateKind.BASE)
                  : tooMany(wanted, found.bases());
        } catch (InvalidException e) {
          complaint = "base " + wanted + " is at fault: " + e.getMessage();
        }
      }
      faults.add(new Fault("/extends", complaint == null ? tooMany(wanted, List.of()) : complaint));
      // Without its base nothing can be said of the content.
      throw InvalidException.unprocessable(faults);
    }

    private String tooMany(TemplateKey wanted, List<TemplateKey> further) {
      return "more than "
          + MAX_EXTENDS
          + " bases above one another: "
          + Stream.of(path.stream(), Stream.of(wanted), further.stream())
              .flatMap(each -> each)
              .map(TemplateKey::value)
              .collect(Collectors.joining(" extends "));
    }

    private Function function(String name) throws SyntaxException {
      if (!Identifiers.isKey(name)) {
        throw new SyntaxException(
            name.isEmpty()
                ? "wanted {{> function}}"
                : unknown("partial", name, TemplateKind.FUNCTION));
      }
      var wanted = new TemplateKey(name);
      String circle = circle(wanted, " calls ");
      if (circle != null) {
        throw new SyntaxException(circle);
      }
      try {
        Known found = path.size() > MAX_PATH ? null : find(wanted, TemplateKind.FUNCTION, uses);
        if (path.size() > MAX_PATH || (found != null && found.calls() >= MAX_CALLS)) {
          throw new SyntaxException("functions call one another more than " + MAX_CALLS + " deep");
        }
        if (found == null || found.definition().function() == null) {
          throw new SyntaxException(unknown("partial", name, TemplateKind.FUNCTION));
        }
        names.add(wanted);
        calls = Math.max(calls, found.calls() + 1);
        return found.definition().function();
      } catch (InvalidException e) {
        throw new SyntaxException("function " + name + " is at fault: " + e.getMessage());
      }
    }
  }

  private @Nullable String circle(TemplateKey wanted, String verb) {
    int first = path.indexOf(wanted);
    return first < 0
        ? null
        : "a circle: "
            + path.subList(first, path.size()).stream()
                .map(TemplateKey::value)
                .collect(Collectors.joining(verb))
            + verb
            + wanted;
  }

  private String unknown(String what, String name, TemplateKind kind) {
    List<String> there =
        keys.computeIfAbsent(
            kind, each -> library.keys(each).stream().map(TemplateKey::value).toList());
    return "unknown " + what + " \"" + name + '"' + Spelling.hint(name, there);
  }

  /**
   * The live version, compiled; null if there is none of this kind.
   *
   * @param uses gets it and what it leans on
   */
  private @Nullable Known find(TemplateKey key, TemplateKind kind, Map<TemplateKey, Integer> uses)
      throws InvalidException {
    Optional<TemplateVersion> live = read.computeIfAbsent(key, library::find);
    if (live.isEmpty() || !kind.apiName().equals(live.get().body().get("kind"))) {
      return null;
    }
    Known found = known.get(key);
    if (found == null) {
      found = found(key, live.get());
      known.put(key, found);
    }
    uses.put(key, live.get().version());
    uses.putAll(found.definition().uses());
    return found;
  }

  private Known found(TemplateKey key, TemplateVersion live) throws InvalidException {
    List<Fault> before = faulty.get(key);
    if (before != null) {
      throw InvalidException.unprocessable(before);
    }
    try {
      return compiled(key, live.body(), Judgement.OF_STORED);
    } catch (InvalidException e) {
      faulty.put(key, e.faults());
      throw e;
    }
  }
}
