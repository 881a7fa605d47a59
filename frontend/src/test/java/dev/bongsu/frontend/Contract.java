package dev.bongsu.frontend;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Holds answers against openapi.yaml: path, method, status, headers, content type and schema. */
final class Contract {
  private final Map<String, @Nullable Object> document;
  private final SchemaRegistry schemas =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Set<String> hit = new TreeSet<>();

  Contract(byte[] json) throws JsonException {
    this.document = Json.readObject(json);
  }

  /** What is wrong with an answer, null for nothing; an undocumented path may only be refused. */
  @Nullable String faultOf(
      String method,
      String path,
      int status,
      Predicate<String> hasHeader,
      String type,
      String body) {
    Map<String, @Nullable Object> operation = operation(method, path);
    if (operation == null) {
      return status == 404 || status == 405 || status == 401
          ? null
          : "there is no " + method + " " + path + " but it answers " + status;
    }
    hit.add(String.valueOf(operation.get("operationId")));
    Map<String, @Nullable Object> responses = object(operation.get("responses"));
    if (!responses.containsKey(Integer.toString(status))) {
      return method + " " + path + " does not document " + status + ": " + body;
    }
    Map<String, @Nullable Object> response =
        resolved(object(responses.get(Integer.toString(status))));
    for (Map.Entry<String, @Nullable Object> each : object(response.get("headers")).entrySet()) {
      boolean required = Boolean.TRUE.equals(resolved(object(each.getValue())).get("required"));
      if (required && !hasHeader.test(each.getKey())) {
        return method + " " + path + " " + status + " has no header " + each.getKey();
      }
    }
    Map<String, @Nullable Object> content = object(response.get("content"));
    if (content.isEmpty()) {
      return body.isEmpty() ? null : "wanted no body but found " + body;
    }
    String essence = type.split(";", 2)[0].strip();
    if (content.containsKey("*/*")) {
      return null;
    }
    if (!content.containsKey(essence)) {
      return method + " " + path + " " + status + " does not document " + type;
    }
    Object schema = object(content.get(essence)).get("schema");
    if (essence.equals("application/x-ndjson")) {
      return body.lines()
          .map(line -> mismatch(schema, line))
          .filter(each -> each != null)
          .findFirst()
          .orElse(null);
    }
    return essence.endsWith("json") ? mismatch(schema, body) : null;
  }

  /** The operations that no answer came from so far. */
  Set<String> untouched() {
    Set<String> all = new TreeSet<>();
    object(document.get("paths"))
        .values()
        .forEach(path ->
            object(path)
                .values()
                .forEach(each -> all.add(String.valueOf(object(each).get("operationId")))));
    all.removeAll(hit);
    return all;
  }

  private @Nullable String mismatch(@Nullable Object schema, String body) {
    Map<String, @Nullable Object> whole = new LinkedHashMap<>();
    whole.put("components", document.get("components"));
    whole.put("allOf", java.util.List.of(java.util.Objects.requireNonNull(schema)));
    var errors = schemas.getSchema(Json.writeText(whole)).validate(body, InputFormat.JSON);
    return errors.isEmpty() ? null : errors + " in " + body;
  }

  private @Nullable Map<String, @Nullable Object> operation(String method, String path) {
    String wanted = method.equals("HEAD") ? "get" : method.toLowerCase(java.util.Locale.ROOT);
    String[] segments = path.split("\\?", 2)[0].split("/");
    Map<String, @Nullable Object> found = null;
    int literals = -1;
    for (Map.Entry<String, @Nullable Object> each : object(document.get("paths")).entrySet()) {
      int matching = matching(each.getKey().split("/"), segments);
      if (matching > literals && object(each.getValue()).containsKey(wanted)) {
        literals = matching;
        found = object(object(each.getValue()).get(wanted));
      }
    }
    return found;
  }

  private static int matching(String[] template, String[] segments) {
    int literals = 0;
    if (template.length != segments.length) {
      return -1;
    }
    for (int i = 0; i < template.length; i++) {
      if (template[i].equals(segments[i])) {
        literals++;
      } else if (!template[i].startsWith("{")) {
        return -1;
      }
    }
    return literals;
  }

  private Map<String, @Nullable Object> resolved(Map<String, @Nullable Object> node) {
    if (!(node.get("$ref") instanceof String ref)) {
      return node;
    }
    Map<String, @Nullable Object> at = document;
    for (String each : ref.substring(2).split("/")) {
      at = object(at.get(each));
    }
    return at;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
  }
}
