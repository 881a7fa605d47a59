package dev.bongsu.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Recipients who stay connected and wait: what they cost the service, and how soon they hear. */
final class ConnectionsScenario implements Scenario {
  private static final int WANTED = 20_000;

  /** Open files that a process needs for everything else. */
  private static final int FILES_BESIDE = 700;

  private static final long PACE_MILLIS = 50;
  private static final String RECIPIENT = "idle";

  private final boolean sockets;

  /**
   * What it opens.
   *
   * @param sockets WebSockets, else event streams
   */
  ConnectionsScenario(boolean sockets) {
    this.sockets = sockets;
  }

  @Override
  public String name() {
    return sockets ? "connections-websocket" : "connections";
  }

  @Override
  public String description() {
    return "%,d recipients who wait on %s each: memory, and how soon one of them hears"
        .formatted(WANTED, sockets ? "a WebSocket" : "an event stream");
  }

  @Override
  public Result run(Options options, PrintStream progress)
      throws BenchException, IOException, InterruptedException {
    try (Service service = Service.of(options, "", progress)) {
      Messages.prepare(service);
      // The service is to be as warm before as after, or the difference is not the connections'.
      greetOne(service);
      TimeUnit.SECONDS.sleep(5);
      Map<String, Object> extra = new LinkedHashMap<>();
      ServiceMemory before = service.memory();
      int wanted = options.connectionsOr(WANTED);
      int count = Math.min(wanted, affordable(service));
      extra.put("connections", count);
      if (count < wanted) {
        progress.println(
            "this machine allows a process %d open files, so there are %,d connections"
                .formatted(OpenFiles.limit(ProcessHandle.current().pid()), count));
      }
      var measurement = new Measurement(service);
      Map<Long, Long> sent = new ConcurrentHashMap<>();
      try (var waiting =
              new WaitingConnections(
                  service.url(),
                  service.key(),
                  sockets,
                  number -> {
                    Long at = sent.remove(number);
                    if (at != null) {
                      measurement.success(System.nanoTime() - at);
                    }
                  });
          var loaders = new Loaders(measurement)) {
        long start = System.nanoTime();
        waiting.open(count, RECIPIENT, progress);
        extra.put("openedSeconds", Math.round((System.nanoTime() - start) / 1e6) / 1e3);
        loaders.start("connections-send", () -> send(service, measurement, sent, count));
        measure(service, measurement, options, extra);
        loaders.check();
        ServiceMemory after = service.memory();
        extra.put("lostConnections", waiting.lost());
        before.put(extra, "Before");
        after.put(extra, "After");
        extra.put("kibPerConnection", (after.pssKib() - before.pssKib()) / count);
        return measurement.end(name(), extra);
      }
    }
  }

  private static void measure(
      Service service, Measurement measurement, Options options, Map<String, Object> extra)
      throws InterruptedException {
    Thread.sleep(options.warmup());
    measurement.begin();
    Map<String, Double> cpu = service.cpu().seconds();
    long start = System.nanoTime();
    Thread.sleep(options.duration());
    double seconds = (System.nanoTime() - start) / 1e9;
    service
        .cpu()
        .since(cpu)
        .forEach((process, spent) ->
            extra.put(process + "Cores", Math.round(spent / seconds * 1000) / 1000.0));
  }

  private static void greetOne(Service service) throws IOException {
    try (LoadConnection connection = service.connect()) {
      connection.post("/v1/notifications", Messages.toRecipient("nobody", 0, "normal"));
      connection.get("/v1/recipients/nobody/inbox");
    }
  }

  private static int affordable(Service service) throws IOException {
    int files = OpenFiles.limit(ProcessHandle.current().pid()) - FILES_BESIDE;
    long pid = service.pid();
    if (pid > 0) {
      files = Math.min(files, OpenFiles.limit(pid) - FILES_BESIDE);
    }
    return files;
  }

  private static void send(
      Service service, Measurement measurement, Map<Long, Long> sent, int count)
      throws IOException, InterruptedException {
    try (LoadConnection connection = service.connect()) {
      for (long number = 1; !measurement.isOver(); number++) {
        sent.put(number, System.nanoTime());
        String to = RECIPIENT + ThreadLocalRandom.current().nextInt(count);
        int status =
            connection.post("/v1/notifications", Messages.toRecipient(to, number, "normal"));
        if (status != 202) {
          measurement.error();
        }
        Thread.sleep(PACE_MILLIS);
      }
    }
  }
}
