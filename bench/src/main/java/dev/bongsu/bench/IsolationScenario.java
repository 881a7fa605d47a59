package dev.bongsu.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;

/**
 * What a provider that hangs on one channel does to another: mails at a rate, alone; then beside
 * short messages at the same rate whose provider answers; then beside such whose provider takes
 * each and never answers. Then backwards again, so that a process that still warms up favours none;
 * each phase lasts as long as the options say.
 */
final class IsolationScenario implements Scenario {
  private static final int DEFAULT_RATE = 50;
  private static final int ACCEPTED = 202;
  private static final int TO_SETTLE = 3;

  /** For what had no answer: its time-out, the wait for a receipt, and another attempt. */
  private static final int TO_RECOVER = 30;

  private static final double MICROS_PER_MILLI = 1000;

  /** What goes on beside the mails. */
  private enum Beside {
    NOTHING("alone"),
    ANSWERED("besideAnswering"),
    UNANSWERED("besideHanging");

    private final String word;

    Beside(String word) {
      this.word = word;
    }
  }

  private static final List<Beside> PHASES =
      List.of(Beside.NOTHING, Beside.ANSWERED, Beside.UNANSWERED, Beside.ANSWERED, Beside.NOTHING);

  @Override
  public String name() {
    return "isolation";
  }

  @Override
  public String description() {
    return "p99 of mails alone, beside short messages, and beside short messages whose provider hangs";
  }

  @Override
  public Result run(Options options, PrintStream progress)
      throws BenchException, IOException, InterruptedException {
    if (options.url() != null) {
      throw new BenchException("the isolation scenario runs a service of its own: leave out --url");
    }
    int rate = options.rate() == 0 ? DEFAULT_RATE : options.rate();
    var mails = new Mails();
    try (var sink = new SmtpSink(mails::arrived);
        var provider = new Provider();
        Service service =
            Service.of(options, configuration(sink.port(), provider.port()), progress)) {
      Messages.prepare(service);
      var measurement = new Measurement(service);
      var load = new Load(service, measurement, rate);
      try (var loaders = new Loaders(measurement)) {
        loaders.start("email", () -> load.run(mails::next, () -> true));
        loaders.start(
            "sms", () -> load.run(IsolationScenario::text, () -> mails.beside != Beside.NOTHING));
        Thread.sleep(options.warmup());
        measurement.begin();
        mails.reset();
        Map<Beside, Latencies> byPhase = phases(options.duration(), mails, provider, progress);
        measurement.successes(mails.count());
        Result counted = measurement.end(name(), extra(byPhase, provider));
        loaders.check();
        return counted.with(mails.latencies());
      }
    }
  }

  private static Map<Beside, Latencies> phases(
      Duration each, Mails mails, Provider provider, PrintStream progress)
      throws InterruptedException {
    Map<Beside, Latencies> byPhase = new LinkedHashMap<>();
    Beside before = Beside.NOTHING;
    for (Beside phase : PHASES) {
      progress.println(phase.word);
      provider.answers(phase != Beside.UNANSWERED);
      mails.beside = phase;
      // What the phase before left behind is not this one's.
      TimeUnit.SECONDS.sleep(before == Beside.UNANSWERED ? TO_RECOVER : TO_SETTLE);
      mails.ofPhase = byPhase.computeIfAbsent(phase, _ -> new Latencies());
      Thread.sleep(each);
      mails.ofPhase = new Latencies();
      before = phase;
    }
    return byPhase;
  }

  /** The mails under way, and what goes on beside them. For many threads. */
  private static final class Mails {
    private final Map<Long, Long> sentNanos = new ConcurrentHashMap<>();
    private final Latencies all = new Latencies();
    private final AtomicLong count = new AtomicLong();
    private volatile Latencies ofPhase = new Latencies();
    private volatile Beside beside = Beside.ANSWERED;

    byte[] next(long number) {
      sentNanos.put(number, System.nanoTime());
      return Messages.toMailbox(number);
    }

    void arrived(long number) {
      Long sent = sentNanos.remove(number);
      if (sent != null) {
        long took = System.nanoTime() - sent;
        all.add(took);
        ofPhase.add(took);
        count.incrementAndGet();
      }
    }

    /** Forgets what has arrived. */
    void reset() {
      all.reset();
      count.set(0);
    }

    long count() {
      return count.get();
    }

    Histogram latencies() {
      return all.snapshot();
    }
  }

  private static Map<String, Object> extra(Map<Beside, Latencies> byPhase, Provider provider) {
    Map<String, Object> extra = new LinkedHashMap<>();
    byPhase.forEach((phase, latencies) -> {
      extra.put(
          phase.word + "P50Ms", latencies.snapshot().getValueAtPercentile(50) / MICROS_PER_MILLI);
      extra.put(phase.word + "P99Ms", p99(latencies));
    });
    double hanging = p99(byPhase.getOrDefault(Beside.UNANSWERED, new Latencies()));
    extra.put("unanswered", provider.unanswered());
    extra.put(
        "hangingToAlone", ratio(hanging, byPhase.getOrDefault(Beside.NOTHING, new Latencies())));
    extra.put(
        "hangingToAnswering",
        ratio(hanging, byPhase.getOrDefault(Beside.ANSWERED, new Latencies())));
    return extra;
  }

  private static double ratio(double p99, Latencies to) {
    return Math.round(p99 / Math.max(p99(to), 0.001) * 1000) / 1000.0;
  }

  private static double p99(Latencies latencies) {
    return latencies.snapshot().getValueAtPercentile(99) / MICROS_PER_MILLI;
  }

  private static byte[] text(long number) {
    String address = "\"+1555%07d\"".formatted(number % Messages.RECIPIENTS);
    return Messages.toAddress("sms", address, number);
  }

  private static String configuration(int smtpPort, int twilioPort) {
    return """
    channels:
      email:
        providers:
          - { id: sink, type: smtp, host: 127.0.0.1, port: %d, tls: none, from: "Bench <bench@example.com>" }
      sms:
        providers:
          - { id: tw, type: twilio, baseUrl: "http://127.0.0.1:%d", accountSid: AC0123456789abcdef0123456789abcdef,
              authToken: bench, from: "+15550001", timeout: PT5S }
    """
        .formatted(smtpPort, twilioPort);
  }

  /** Open loop: a request is due at its time, however long the one before took. */
  private record Load(Service service, Measurement measurement, int rate) {
    void run(LongFunction<byte[]> requests, BooleanSupplier wanted)
        throws IOException, BenchException {
      try (LoadConnection connection = service.connect()) {
        long start = System.nanoTime();
        for (long number = 0; !measurement.isOver(); number++) {
          LockSupport.parkNanos(start + number * 1_000_000_000L / rate - System.nanoTime());
          if (wanted.getAsBoolean()) {
            int status = connection.post("/v1/notifications", requests.apply(number));
            if (status != ACCEPTED) {
              throw new BenchException(
                  "wanted " + ACCEPTED + " but the service answered " + status);
            }
          }
        }
      }
    }
  }

  /** Twilio as far as its answer to a message goes, if it answers. */
  private static final class Provider implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean answering = new AtomicBoolean(true);
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);

    Provider() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
      server.setExecutor(threads);
      server.createContext(
          "/",
          exchange -> {
            exchange.getRequestBody().readAllBytes();
            if (!answering.get()) {
              unanswered.incrementAndGet();
              awaitClosing();
              exchange.close();
              return;
            }
            byte[] body =
                ("{\"sid\": \"SM" + numbers.incrementAndGet() + "\", \"status\": \"queued\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(201, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
              out.write(body);
            }
          });
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }

    void answers(boolean wanted) {
      answering.set(wanted);
    }

    long unanswered() {
      return unanswered.get();
    }

    @Override
    public void close() {
      closing.countDown();
      server.stop(0);
      threads.shutdownNow();
    }

    private void awaitClosing() {
      try {
        closing.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
