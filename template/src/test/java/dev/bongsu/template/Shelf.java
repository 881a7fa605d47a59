package dev.bongsu.template;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A library in memory. JSON for it has ' for quotes, and ` for those in texts. */
final class Shelf implements Library {
  private final Map<TemplateKey, TemplateVersion> versions = new HashMap<>();

  /** Makes a version live, whatever it says. */
  Shelf put(String key, String body) {
    var name = new TemplateKey(key);
    int next = find(name).map(TemplateVersion::version).orElse(0) + 1;
    versions.put(name, new TemplateVersion(name, next, json(body), "author", Instant.EPOCH));
    return this;
  }

  @Override
  public Optional<TemplateVersion> find(TemplateKey key) {
    return Optional.ofNullable(versions.get(key));
  }

  @Override
  public Collection<TemplateKey> keys(TemplateKind kind) {
    return versions.values().stream()
        .filter(each -> kind.apiName().equals(each.body().get("kind")))
        .map(TemplateVersion::key)
        .toList();
  }

  Definition compile(String key, String body) throws InvalidException {
    return new Compiler(this).compile(new TemplateKey(key), json(body));
  }

  /** All faults of a body: {@code /pointer line:column detail}. */
  List<String> faults(String key, String body) {
    try {
      compile(key, body);
      return List.of();
    } catch (InvalidException e) {
      return e.faults().stream().map(Shelf::written).toList();
    }
  }

  private static String written(Fault fault) {
    String place = fault.line() == null ? "" : fault.line() + ":" + fault.column() + " ";
    return fault.pointer() + " " + place + fault.detail();
  }

  /** What a body becomes: its fields, or why it cannot be rendered. */
  String render(String body, Channel channel, String locale, String params)
      throws InvalidException {
    Definition definition = compile("t", body);
    Prepared prepared =
        Prepared.of(
            definition.content(),
            definition.parameters().withDefaults(json(params)),
            System::nanoTime);
    return switch (prepared.render(channel, new Reader(locale, "Asia/Seoul"))) {
      case Rendering.Ready(var content) ->
          Json.writeText(content.fields()).replace("\\\"", "`").replace('"', '\'');
      case Rendering.Impossible(_, var detail) -> "impossible: " + detail;
      case Rendering.NotNow(var detail) -> "not now: " + detail;
    };
  }

  static Map<String, @Nullable Object> json(String written) {
    try {
      return Json.object(Json.read(written.replace('\'', '"').replace("`", "\\\"")));
    } catch (JsonException e) {
      throw new IllegalArgumentException(written, e);
    }
  }
}
