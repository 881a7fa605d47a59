package dev.bongsu.bench;

import com.sun.management.ThreadMXBean;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.template.Reader;
import dev.bongsu.template.Rendering;
import dev.bongsu.template.UnstoredTemplates;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** E-mails of 2 KB with a base, a function and a loop of ten, rendered on one thread. */
final class RenderScenario implements Scenario {
  private static final TemplateKey MAIL = new TemplateKey("mail");
  private static final Reader READER = new Reader("en", "UTC");

  private static final String BASE =
      """
      {"kind": "base", "content": {"default": {"email": {"subject": "Bongsu", "html": "<!doctype html><html lang=\\"{{@locale}}\\"><head><meta charset=\\"utf-8\\"><title>{{#block \\"title\\"}}Shop{{/block}}</title></head><body style=\\"margin:0;background:#f4f4f4\\"><table width=\\"600\\" align=\\"center\\" style=\\"background:#fff;font-family:sans-serif\\"><tr><td style=\\"padding:24px\\"><h1 style=\\"font-size:20px\\">{{#block \\"title\\"}}Shop{{/block}}</h1>{{#block \\"main\\"}}{{/block}}</td></tr><tr><td style=\\"padding:12px;color:#888;font-size:12px\\">You get this mail because you ordered at the shop.</td></tr></table></body></html>"}}}}
      """;
  private static final String LINE =
      """
      {"kind": "function", "parameters": {"required": ["title", "price"], "properties": {
         "title": {"type": "string"}, "price": {"type": "string"}, "url": {"type": "string", "default": "https://shop.example"}}},
       "content": {"default": {"text": "{{title}} {{price}}", "html": "<tr><td><a href=\\"{{url}}\\" style=\\"color:#06c\\">{{title}}</a></td><td align=\\"right\\">{{price}}</td></tr>"}}}
      """;
  private static final String TEMPLATE =
      """
      {"extends": "base", "content": {"default": {"email": {
         "html": "{{#block \\"title\\"}}Your order {{orderNo}}{{/block}}{{#block \\"main\\"}}<p>Dear {{name}}, thank you for your order.{{#if note}} {{note}}{{/if}}</p><table>{{#each items}}{{> line title=title price=price url=url}}{{/each}}</table><p>{{#if paid}}It is paid.{{else}}Please pay.{{/if}}</p>{{/block}}"}}}}
      """;

  @Override
  public String name() {
    return "render";
  }

  @Override
  public String description() {
    return "e-mails of 2 KB with a base, a function and a loop of ten, rendered on one thread";
  }

  @Override
  public Result run(Options options, PrintStream progress) throws BenchException {
    if (options.url() != null) {
      throw new BenchException("the render scenario needs no service: leave out --url");
    }
    try {
      UnstoredTemplates templates = templates();
      Map<String, @Nullable Object> params = params();
      rendered(templates, params, options.warmup(), new Latencies());
      var latencies = new Latencies();
      return rendered(templates, params, options.duration(), latencies)
          .result(name(), options.warmup(), latencies, bytes(templates, params));
    } catch (InvalidException | JsonException e) {
      throw new BenchException("the sample cannot be rendered: " + e.getMessage());
    }
  }

  /** What one thread did. */
  private record Work(long count, double seconds, double cpuSeconds, long allocatedBytes) {
    Result result(String name, Duration warmup, Latencies latencies, long bytes) {
      Map<String, Double> cpu = new LinkedHashMap<>();
      cpu.put("service", cpuSeconds);
      cpu.put("load", 0.0);
      return new Result(
          name,
          count,
          0,
          seconds,
          warmup.toMillis() / 1000.0,
          latencies.snapshot(),
          cpu,
          Map.of("renderedBytes", bytes, "allocatedBytesPerRender", allocatedBytes / count));
    }
  }

  private static Work rendered(
      UnstoredTemplates templates,
      Map<String, @Nullable Object> params,
      Duration duration,
      Latencies latencies)
      throws BenchException {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long cpu = threads.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long now = start;
    long count = 0;
    while (now - start < duration.toNanos()) {
      content(templates, params);
      count++;
      long end = System.nanoTime();
      latencies.add(end - now);
      now = end;
    }
    return new Work(
        count,
        (now - start) / 1e9,
        (threads.getCurrentThreadCpuTime() - cpu) / 1e9,
        threads.getCurrentThreadAllocatedBytes() - allocated);
  }

  /** Prepared anew each time, or all but the first would be the one that is kept. */
  private static Content content(UnstoredTemplates templates, Map<String, @Nullable Object> params)
      throws BenchException {
    return switch (templates.prepare(MAIL, params).render(Channel.EMAIL, READER)) {
      case Rendering.Ready(var content) -> content;
      case Rendering.Impossible(_, var detail) -> throw new BenchException(detail);
      case Rendering.NotNow(var detail) -> throw new BenchException(detail);
    };
  }

  private static long bytes(UnstoredTemplates templates, Map<String, @Nullable Object> params)
      throws BenchException {
    return content(templates, params).fields().values().stream()
        .mapToLong(each -> String.valueOf(each).getBytes(StandardCharsets.UTF_8).length)
        .sum();
  }

  private static UnstoredTemplates templates() throws InvalidException, JsonException {
    var templates = new UnstoredTemplates();
    templates.put(new TemplateKey("base"), Json.object(Json.read(BASE)));
    templates.put(new TemplateKey("line"), Json.object(Json.read(LINE)));
    templates.put(MAIL, Json.object(Json.read(TEMPLATE)));
    return templates;
  }

  private static Map<String, @Nullable Object> params() throws JsonException {
    var items = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      items.append(i == 0 ? "" : ",").append("{\"title\": \"Tea & rice ").append(i);
      items.append("\", \"price\": \"12.50\", \"url\": \"https://shop.example/").append(i);
      items.append("\"}");
    }
    return Json.object(
        Json.read(
            "{\"name\": \"Kim\", \"orderNo\": \"A-17\", \"paid\": true, \"note\": \"\", \"items\": ["
                + items
                + "]}"));
  }
}
