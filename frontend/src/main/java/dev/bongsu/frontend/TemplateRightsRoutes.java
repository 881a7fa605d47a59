package dev.bongsu.frontend;

import dev.bongsu.access.Authoring;
import dev.bongsu.access.Resource;
import dev.bongsu.access.TemplateRights;
import dev.bongsu.access.TemplateRightsKey;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.StaleException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Who may read, edit and publish which templates. */
final class TemplateRightsRoutes {
  private final Authoring authoring;

  TemplateRightsRoutes(Authoring authoring) {
    this.authoring = authoring;
  }

  void addTo(Routes routes) {
    routes
        .read("/v1/template-rights", Resource.TEMPLATE_RIGHTS, this::list)
        .change("PUT", "/v1/template-rights/{key}", Resource.TEMPLATE_RIGHTS, this::put)
        .read("/v1/template-rights/{key}", Resource.TEMPLATE_RIGHTS, this::get)
        .change("DELETE", "/v1/template-rights/{key}", Resource.TEMPLATE_RIGHTS, this::delete);
  }

  private Answer list(Call call) throws InvalidException {
    Query query = call.query();
    String words = query.text("q");
    String member = query.text("member");
    Page.Request page = query.page();
    query.done();
    return Answer.ok(Pages.json(authoring.list(words, member, page), TemplateRights::json));
  }

  private Answer put(Call call)
      throws ProblemException, InvalidException, StaleException, IOException {
    call.noQuery();
    TemplateRightsKey key = call.newKey("key", TemplateRightsKey::new);
    Authoring.Saved saved = authoring.put(key, call.object(), expected(call, key));
    call.concerns(saved.value().version());
    return Versions.saved(
        saved.created(),
        saved.value().json(),
        saved.value().version(),
        "/v1/template-rights/" + key);
  }

  private Answer get(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    TemplateRightsKey key = key(call);
    TemplateRights rights =
        authoring.find(key).orElseThrow(() -> Call.missing("template rights", key).thrown());
    return Answer.ok(rights.json()).with("ETag", Versions.tag(rights.version()));
  }

  private Answer delete(Call call) throws ProblemException, InvalidException, StaleException {
    call.noQuery();
    TemplateRightsKey key = key(call);
    if (!authoring.delete(key, expected(call, key))) {
      throw Call.missing("template rights", key).thrown();
    }
    return Answer.noContent();
  }

  private @Nullable Long expected(Call call, TemplateRightsKey key) throws StaleException {
    return Versions.expected(call, () -> authoring.find(key).map(TemplateRights::version));
  }

  private static TemplateRightsKey key(Call call) throws ProblemException {
    return call.path("key", TemplateRightsKey::new);
  }
}
