package dev.bongsu.frontend;

import dev.bongsu.access.Action;
import dev.bongsu.access.Resource;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.StaleException;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.template.FourEyesException;
import dev.bongsu.template.GoLive;
import dev.bongsu.template.PreviewRequest;
import dev.bongsu.template.Published;
import dev.bongsu.template.TemplateFilter;
import dev.bongsu.template.TemplateKind;
import dev.bongsu.template.TemplateView;
import dev.bongsu.template.Templates;
import dev.bongsu.template.VersionEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Templates with their versions. */
final class TemplateRoutes {
  private final Templates templates;
  private final Gate gate;
  private final SampleReader reader;

  TemplateRoutes(Templates templates, Gate gate, SampleReader reader) {
    this.templates = templates;
    this.gate = gate;
    this.reader = reader;
  }

  void addTo(Routes routes) {
    routes
        .read("/v1/templates", Resource.TEMPLATE, this::list)
        .change("PUT", "/v1/templates/{key}", Resource.TEMPLATE, this::put)
        .read("/v1/templates/{key}", Resource.TEMPLATE, this::get)
        .publish("DELETE", "/v1/templates/{key}", Resource.TEMPLATE, this::delete)
        .publish("POST", "/v1/templates/{key}/publish", Resource.TEMPLATE, this::publish)
        .publish("POST", "/v1/templates/{key}/rollback", Resource.TEMPLATE, this::rollback)
        .read("/v1/templates/{key}/versions", Resource.TEMPLATE, this::versions)
        .read("/v1/templates/{key}/versions/{version}", Resource.TEMPLATE, this::version)
        .read("/v1/templates/{key}/diff", Resource.TEMPLATE, this::diff)
        .ask("/v1/templates/{key}/preview", Resource.TEMPLATE, this::preview);
  }

  private Answer list(Call call) throws InvalidException {
    Query query = call.query();
    var filter =
        new TemplateFilter(
            query.text("q"),
            query.named("kind", "template, base or function", TemplateKind::named),
            query.named("channel", "a channel", Channel::named),
            query.id("category", "a category's key", CategoryKey::new),
            gate.readable(call.identity()));
    Page.Request page = query.page();
    query.done();
    return Answer.ok(Pages.json(templates.list(filter, page), TemplateView::json));
  }

  private Answer put(Call call)
      throws ProblemException, InvalidException, StaleException, FourEyesException, IOException {
    Query query = call.query();
    boolean publish = query.flag("publish");
    query.done();
    TemplateKey key = call.newKey("key", TemplateKey::new);
    GoLive goLive = publish ? GoLive.AT_ONCE : GoLive.IF_FIRST;
    if (publish) {
      gate.requireTemplateRight(call.identity(), Action.PUBLISH, key);
    } else if (!gate.allows(call.identity(), Action.PUBLISH, key)) {
      goLive = GoLive.NEVER;
    }
    Templates.Saved saved =
        templates.put(key, call.object(), call.identity().subject(), expected(call, key), goLive);
    call.concerns(saved.view().latestVersion());
    List<String> warnings = new ArrayList<>(saved.warnings());
    String warning = saved.unsubscribes() ? reader.warning(saved.view()) : null;
    if (warning != null) {
      warnings.add(warning);
    }
    return Versions.saved(
        saved.created(),
        Pages.warned(saved.view().json(), warnings),
        saved.view().latestVersion(),
        "/v1/templates/" + key);
  }

  private Answer get(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    TemplateKey key = key(call);
    return answer(
        200, templates.view(key).orElseThrow(() -> Call.missing("template", key).thrown()));
  }

  private Answer delete(Call call)
      throws ProblemException, InvalidException, StaleException, InUseException {
    call.noQuery();
    TemplateKey key = key(call);
    if (!templates.delete(key, expected(call, key), call.identity().subject())) {
      throw Call.missing("template", key).thrown();
    }
    return Answer.noContent();
  }

  private Answer publish(Call call)
      throws ProblemException, InvalidException, FourEyesException, IOException {
    call.noQuery();
    TemplateKey key = key(call);
    return answer(call, templates.publish(key, versionNamed(call), call.identity().subject()));
  }

  private Answer rollback(Call call)
      throws ProblemException, InvalidException, FourEyesException, IOException {
    call.noQuery();
    TemplateKey key = key(call);
    // It makes a version, and publishes it.
    gate.requireTemplateRight(call.identity(), Action.CHANGE, key);
    return answer(call, templates.rollback(key, versionNamed(call), call.identity().subject()));
  }

  private static int versionNamed(Call call)
      throws ProblemException, InvalidException, IOException {
    Fields fields = Fields.of(call.object());
    Integer version = fields.integer("version", 1, Integer.MAX_VALUE);
    fields.missing("version");
    fields.done();
    if (version == null) {
      throw new IllegalStateException("a missing version is a fault");
    }
    call.concerns(version);
    return version;
  }

  private static Answer answer(Call call, Optional<Published> published) throws ProblemException {
    Published live =
        published.orElseThrow(() -> Call.missing("template", call.path("key")).thrown());
    call.concerns(live.version());
    Map<String, @Nullable Object> json =
        Pages.object(
            "key",
            live.key().value(),
            "version",
            live.version(),
            "liveVersion",
            live.version(),
            "children",
            live.children().stream().map(TemplateKey::value).toList());
    return Answer.ok(Pages.warned(json, live.warnings()))
        .with("ETag", Versions.tag(live.latestVersion()));
  }

  private Answer versions(Call call) throws ProblemException, InvalidException {
    Query query = call.query();
    Page.Request page = query.page();
    query.done();
    TemplateKey key = key(call);
    Optional<Page<VersionEntry>> versions = templates.versions(key, page);
    return Answer.ok(
        Pages.json(
            versions.orElseThrow(() -> Call.missing("template", key).thrown()),
            VersionEntry::json));
  }

  private Answer version(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    int version = call.path("version", Ids::version);
    TemplateKey key = key(call);
    return Answer.ok(
        templates
            .view(key, version)
            .orElseThrow(() -> Call.missing("version", version + " of a template " + key).thrown())
            .json());
  }

  private Answer diff(Call call) throws ProblemException, InvalidException {
    Query query = call.query();
    Integer from = query.integer("from", 1, Integer.MAX_VALUE);
    Integer to = query.integer("to", 1, Integer.MAX_VALUE);
    query.done();
    TemplateKey key = key(call);
    return Answer.ok(
        templates
            .diff(key, from, to)
            .orElseThrow(() -> Call.missing("template", key).thrown())
            .json());
  }

  private Answer preview(Call call) throws ProblemException, InvalidException, IOException {
    call.noQuery();
    TemplateKey key = key(call);
    PreviewRequest request = PreviewRequest.of(call.object());
    return Answer.ok(
        reader
            .preview(templates, key, request, call.identity())
            .orElseThrow(() -> Call.missing("template", key).thrown())
            .json());
  }

  private static Answer answer(int status, TemplateView view) {
    return Answer.json(status, view.json()).with("ETag", Versions.tag(view.latestVersion()));
  }

  private @Nullable Long expected(Call call, TemplateKey key) throws StaleException {
    return Versions.expected(
        call, () -> templates.view(key).map(each -> (long) each.latestVersion()));
  }

  private static TemplateKey key(Call call) throws ProblemException {
    return call.path("key", TemplateKey::new);
  }
}
