package dev.bongsu.frontend;

import dev.bongsu.access.Resource;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.StaleException;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.template.PreviewRequest;
import dev.bongsu.template.TemplateFilter;
import dev.bongsu.template.TemplateKind;
import dev.bongsu.template.TemplateView;
import dev.bongsu.template.Templates;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Templates, as far as they have versions that can be published. */
final class TemplateRoutes {
  private final Templates templates;

  TemplateRoutes(Templates templates) {
    this.templates = templates;
  }

  void addTo(Routes routes) {
    routes
        .read("/v1/templates", Resource.TEMPLATE, this::list)
        .change("PUT", "/v1/templates/{key}", Resource.TEMPLATE, this::put)
        .read("/v1/templates/{key}", Resource.TEMPLATE, this::get)
        .change("DELETE", "/v1/templates/{key}", Resource.TEMPLATE, this::delete)
        .change("POST", "/v1/templates/{key}/publish", Resource.TEMPLATE, this::publish)
        .ask("/v1/templates/{key}/preview", Resource.TEMPLATE, this::preview);
  }

  private Answer list(Call call) throws InvalidException {
    Query query = call.query();
    var filter =
        new TemplateFilter(
            query.text("q"),
            query.named("kind", "template, base or function", TemplateKind::named),
            query.named("channel", "a channel", Channel::named),
            query.id("category", "a category's key", CategoryKey::new));
    Page.Request page = query.page();
    query.done();
    return Answer.ok(Pages.json(templates.list(filter, page), TemplateView::json));
  }

  private Answer put(Call call)
      throws ProblemException, InvalidException, StaleException, IOException {
    Query query = call.query();
    boolean publish = query.flag("publish");
    query.done();
    TemplateKey key = call.newKey("key", TemplateKey::new);
    Templates.Saved saved =
        templates.put(key, call.object(), call.identity().subject(), expected(call, key), publish);
    Answer answer = answer(saved.created() ? 201 : 200, saved.view());
    return saved.created() ? answer.with("Location", "/v1/templates/" + key) : answer;
  }

  private Answer get(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    return answer(200, templates.view(key(call)).orElseThrow(() -> Call.notFound().thrown()));
  }

  private Answer delete(Call call)
      throws ProblemException, InvalidException, StaleException, InUseException {
    call.noQuery();
    TemplateKey key = key(call);
    if (!templates.delete(key, expected(call, key))) {
      throw Call.notFound().thrown();
    }
    return Answer.noContent();
  }

  private Answer publish(Call call) throws ProblemException, InvalidException, IOException {
    call.noQuery();
    TemplateKey key = key(call);
    Fields fields = Fields.of(call.object());
    Integer version = fields.integer("version", 1, Integer.MAX_VALUE);
    fields.missing("version");
    fields.done();
    if (version == null) {
      throw new IllegalStateException("a missing version is a fault");
    }
    TemplateView live = templates.publish(key, version).orElseThrow(() -> Call.notFound().thrown());
    return Answer.ok(
            Pages.object(
                "key",
                key.value(),
                "version",
                version,
                "liveVersion",
                live.liveVersion(),
                "children",
                List.of()))
        .with("ETag", Versions.tag(live.latestVersion()));
  }

  private Answer preview(Call call) throws ProblemException, InvalidException, IOException {
    call.noQuery();
    TemplateKey key = key(call);
    PreviewRequest request = PreviewRequest.of(call.object());
    return Answer.ok(
        templates.preview(key, request).orElseThrow(() -> Call.notFound().thrown()).json());
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
