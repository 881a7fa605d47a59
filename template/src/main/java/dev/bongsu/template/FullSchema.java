package dev.bongsu.template;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContextCustomizer;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.path.PathType;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Fault;
import dev.bongsu.template.Parameters.Violation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Any JSON Schema 2020-12. It refers to nothing outside of itself, and patterns give up in bounded
 * time.
 */
final class FullSchema {
  private static final String POINTER = "/parameters";
  private static final String DIALECT = SpecificationVersion.DRAFT_2020_12.getDialectId();
  private static final int MAX_FAULTS = 20;

  /**
   * How many keywords one check may look at, each for one value: some tens of milliseconds. A
   * schema of a few lines that refers to itself twice would look at the same value 2^64 times.
   */
  private static final long MAX_STEPS = 100_000;

  /** The same for a schema that is checked itself, which takes some hundred for each property. */
  private static final long MAX_STEPS_OF_SCHEMA = 2_000_000;

  /** How deep: more than values of 64 levels need. */
  private static final int MAX_DEPTH = 1_000;

  private static final Pattern FORMAT =
      Pattern.compile("^does not match the \\S+ pattern must be ");
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder
                  .schemaCacheEnabled(false)
                  .schemaLoader(loader -> loader.fetchRemoteResources(false))
                  .schemaRegistryConfig(
                      SchemaRegistryConfig.builder()
                          .locale(Locale.ROOT)
                          .pathType(PathType.JSON_POINTER)
                          .regularExpressionFactory(BoundedPattern::new)
                          .formatAssertionsEnabled(true)
                          .build()));

  /** What a schema itself must fit; its loading reads the class path only. */
  private static final Schema META = REGISTRY.getSchema(SchemaLocation.of(DIALECT));

  private final Schema schema;

  private FullSchema(Schema schema) {
    this.schema = schema;
  }

  /** The check of a schema; faults of the schema itself go to {@code faults}. */
  static Parameters.Check compile(Map<String, @Nullable Object> schema, List<Fault> faults) {
    int before = faults.size();
    String text = Json.writeText(schema);
    Object dialect = schema.get("$schema");
    if (dialect != null && !dialect.equals(DIALECT)) {
      faults.add(new Fault(POINTER + "/$schema", "wanted " + DIALECT));
    }
    Object type = schema.get("type");
    if (type != null && !type.equals("object")) {
      faults.add(new Fault(POINTER + "/type", "wanted \"object\": parameters have names"));
    }
    checkReferences(schema, POINTER, faults);
    try {
      for (Error error : META.validate(text, InputFormat.JSON, within(MAX_STEPS_OF_SCHEMA))) {
        if (faults.size() < before + MAX_FAULTS) {
          faults.add(new Fault(POINTER + error.getInstanceLocation(), words(error)));
        }
      }
      if (faults.size() > before) {
        return (_, _) -> {};
      }
      Schema compiled = REGISTRY.getSchema(text, InputFormat.JSON);
      compiled.initializeValidators();
      var full = new FullSchema(compiled);
      return full::check;
    } catch (RuntimeException | StackOverflowError e) {
      faults.add(new Fault(POINTER, "the schema cannot be used: " + reason(e)));
      return (_, _) -> {};
    }
  }

  private void check(Map<String, @Nullable Object> params, List<Violation> found) {
    try {
      List<Error> errors =
          BoundedPattern.inAll(
              () -> schema.validate(Json.writeText(params), InputFormat.JSON, within(MAX_STEPS)));
      for (Error error : errors.subList(0, Math.min(errors.size(), MAX_FAULTS))) {
        found.add(violation(error));
      }
    } catch (RuntimeException | StackOverflowError e) {
      found.add(new Violation("", null, "the schema cannot be applied: " + reason(e)));
    }
  }

  private static ExecutionContextCustomizer within(long steps) {
    return (context, _) ->
        context.executionConfig(
            config -> config.maxEvaluationSteps(steps).maxEvaluationDepth(MAX_DEPTH));
  }

  private static Violation violation(Error error) {
    String pointer = error.getInstanceLocation().toString();
    String name = error.getProperty();
    if (name == null) {
      return new Violation(pointer, null, words(error));
    }
    return switch (error.getKeyword()) {
      case "required" -> new Violation(pointer, name, "parameter \"" + name + "\" is missing");
      case "additionalProperties", "unevaluatedProperties" ->
          new Violation(pointer + "/" + Pointers.escaped(name), null, "unknown parameter");
      default -> new Violation(pointer, null, words(error));
    };
  }

  /** The validator's, but where it tells of a format: it calls each a pattern. */
  private static String words(Error error) {
    return FORMAT.matcher(error.getMessage()).replaceFirst("wanted ");
  }

  /** Everything that a schema says must stand in it: nothing is fetched, from anywhere. */
  private static void checkReferences(@Nullable Object value, String pointer, List<Fault> faults) {
    switch (value) {
      case Map<?, ?> map ->
          map.forEach((key, each) -> {
            String name = String.valueOf(key);
            String at = pointer + "/" + Pointers.escaped(name);
            boolean refers = name.equals("$ref") || name.equals("$dynamicRef");
            if (refers && each instanceof String target && !target.startsWith("#")) {
              faults.add(new Fault(at, "wanted a reference into the same schema: #/$defs/…"));
            } else if (name.equals("$id") && each instanceof String) {
              faults.add(new Fault(at, "a schema of parameters has no $id of its own"));
            }
            checkReferences(each, at, faults);
          });
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          checkReferences(list.get(i), pointer + "/" + i, faults);
        }
      }
      case null, default -> {}
    }
  }

  private static String reason(Throwable e) {
    return switch (e) {
      case StackOverflowError _ -> "it refers to itself without end";
      case ValidationLimitExceededException limit ->
          switch (limit.getLimitKind()) {
            case EVALUATION_STEPS -> "it takes more than " + limit.getLimit() + " steps";
            case EVALUATION_DEPTH -> "it refers to itself without end";
          };
      case SchemaException _, PatternSyntaxException _ ->
          String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
      // The validator knows numbers as far as long and double reach, and throws at others.
      default -> "it has to do with a number that is too large";
    };
  }
}
