package dev.bongsu.frontend;

import static dev.bongsu.frontend.Pages.object;

import dev.bongsu.access.Resource;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.log.QueueDepth;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the service is, and what its problems mean. */
final class OperationRoutes {
  private final Supplier<Readiness> readiness;
  private final Supplier<List<QueueDepth>> queues;
  private final PrometheusMeterRegistry meters;
  private final Supplier<ContractDocument> contract;

  OperationRoutes(
      Supplier<Readiness> readiness,
      Supplier<List<QueueDepth>> queues,
      PrometheusMeterRegistry meters,
      Supplier<ContractDocument> contract) {
    this.readiness = readiness;
    this.queues = queues;
    this.meters = meters;
    this.contract = contract;
  }

  void addTo(Routes routes) {
    routes
        .open("/livez", this::alive)
        .open("/readyz", this::ready)
        .open("/metrics", this::metrics)
        .open("/openapi.json", this::contractJson)
        .open("/openapi.yaml", this::contractYaml)
        .open("/errors/{code}", OperationRoutes::error)
        .read("/v1/stats/queues", Resource.STATISTICS, this::queues);
  }

  private Answer alive(Call call) throws InvalidException {
    call.noQuery();
    return Answer.ok(Map.of("status", "alive"));
  }

  private Answer ready(Call call) throws InvalidException {
    call.noQuery();
    Readiness now = readiness.get();
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    now.parts()
        .forEach((name, part) ->
            parts.put(name, object("status", part.up() ? "up" : "down", "detail", part.detail())));
    int status =
        switch (now.status()) {
          case READY -> 200;
          case STARTING, FAILING -> 503;
        };
    return Answer.json(status, object("status", now.status().apiName(), "parts", parts));
  }

  private Answer metrics(Call call) throws InvalidException {
    call.noQuery();
    return Answer.text(200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape());
  }

  private Answer contractJson(Call call) throws InvalidException {
    call.noQuery();
    return new Answer.Whole(200, Answer.JSON, contract.get().json(), Map.of());
  }

  private Answer contractYaml(Call call) throws InvalidException {
    call.noQuery();
    return new Answer.Whole(200, "application/yaml", contract.get().yaml(), Map.of());
  }

  private Answer queues(Call call) throws InvalidException {
    call.noQuery();
    return Answer.ok(
        Pages.json(
            queues.get(),
            null,
            each ->
                object(
                    "topic",
                    each.topic(),
                    "depth",
                    each.depth(),
                    "oldestAgeSeconds",
                    each.oldestAgeSeconds(),
                    "inPerSecond",
                    each.inPerSecond(),
                    "outPerSecond",
                    each.outPerSecond())));
  }

  private static Answer error(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    ErrorCode code = ErrorCode.named(call.path("code")).orElseThrow(() -> Call.notFound().thrown());
    return Answer.text(200, "text/html; charset=utf-8", page(code));
  }

  /** All of it is our own text, so there is nothing to escape. */
  private static String page(ErrorCode code) {
    return """
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><title>%1$s</title></head>
    <body>
    <h1>%1$s</h1>
    <p><code>%2$s</code>, HTTP status %3$d</p>
    <p>%4$s</p>
    <p>The whole contract: <a href="/openapi.yaml">openapi.yaml</a></p>
    </body>
    </html>
    """
        .formatted(code.title(), code.apiName(), code.status(), code.explanation());
  }
}
