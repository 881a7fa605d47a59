package dev.bongsu.frontend;

import dev.bongsu.access.ApiKey;
import dev.bongsu.access.ApiKeys;
import dev.bongsu.access.AuditEntry;
import dev.bongsu.access.AuditLog;
import dev.bongsu.access.NewApiKey;
import dev.bongsu.access.Resource;
import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** API keys, and who did what with them. */
final class KeyRoutes {
  private final ApiKeys keys;
  private final AuditLog audit;

  KeyRoutes(ApiKeys keys, AuditLog audit) {
    this.keys = keys;
    this.audit = audit;
  }

  void addTo(Routes routes) {
    routes
        .change("POST", "/v1/api-keys", Resource.API_KEY, this::create)
        .read("/v1/api-keys", Resource.API_KEY, this::list)
        .read("/v1/api-keys/{id}", Resource.API_KEY, this::get)
        .change("DELETE", "/v1/api-keys/{id}", Resource.API_KEY, this::delete)
        .read("/v1/audit-log", Resource.AUDIT_LOG, this::audited);
  }

  private Answer create(Call call) throws ProblemException, InvalidException, IOException {
    call.noQuery();
    ApiKeys.Created created = keys.create(NewApiKey.read(call.object()));
    call.made(created.key().id().toString());
    Map<String, @Nullable Object> json = new LinkedHashMap<>(created.key().json());
    json.put("key", created.secret());
    return Answer.json(201, json).with("Location", "/v1/api-keys/" + created.key().id());
  }

  private Answer list(Call call) throws InvalidException {
    Query query = call.query();
    Page.Request page = query.page();
    query.done();
    return Answer.ok(Pages.json(keys.list(page), ApiKey::json));
  }

  private Answer get(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    UUID id = call.path("id", Ids::uuid);
    return Answer.ok(keys.find(id).orElseThrow(() -> Call.missing("API key", id).thrown()).json());
  }

  private Answer delete(Call call) throws ProblemException, InvalidException, InUseException {
    call.noQuery();
    UUID id = call.path("id", Ids::uuid);
    if (!keys.delete(id)) {
      throw Call.missing("API key", id).thrown();
    }
    return Answer.noContent();
  }

  private Answer audited(Call call) throws InvalidException {
    Query query = call.query();
    var filter =
        new AuditLog.Filter(
            query.text("actor"), query.text("resource"), query.time("from"), query.time("to"));
    Page.Request page = query.page();
    query.done();
    return Answer.ok(Pages.json(audit.list(filter, page), AuditEntry::json));
  }
}
