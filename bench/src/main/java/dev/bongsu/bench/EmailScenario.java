package dev.bongsu.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Mails from the request to a sink behind real SMTP: as many as there can be, or at a rate. */
final class EmailScenario implements Scenario {
  private static final long BACKLOG = 3000;
  private static final int ACCEPTED = 202;

  private final boolean signed;

  /** With {@code signed}, each mail is signed by DKIM with an RSA key of 2,048 bits. */
  EmailScenario(boolean signed) {
    this.signed = signed;
  }

  @Override
  public String name() {
    return signed ? "email-dkim" : "email";
  }

  @Override
  public String description() {
    return "mails "
        + (signed ? "signed by DKIM (RSA, 2,048 bits) " : "")
        + "into an SMTP sink; latency from the request; --rate for an open loop";
  }

  @Override
  public Result run(Options options, PrintStream progress)
      throws BenchException, IOException, InterruptedException {
    if (options.url() != null) {
      throw new BenchException("the email scenario runs a service of its own: leave out --url");
    }
    Map<Long, Long> sentNanos = new ConcurrentHashMap<>();
    var backlog = new Backlog(BACKLOG);
    var arrived = new AtomicLong();
    var latencies = new Arrivals(sentNanos);
    try (var sink =
            new SmtpSink(number -> {
              backlog.delivered(arrived.incrementAndGet());
              latencies.arrived(number);
            });
        Service service = Service.of(options, configuration(sink.port()), progress)) {
      Messages.prepare(service);
      var measurement = new Measurement(service);
      latencies.into(measurement);
      var accepted = new Measurement(service);
      try (var loaders = new Loaders(accepted)) {
        if (options.rate() == 0) {
          loaders.start("email", () -> flood(service, accepted, backlog, sentNanos));
        } else {
          loaders.start("email", () -> pace(service, accepted, options.rate(), sentNanos));
        }
        Result result = measurement.during(name(), options);
        loaders.check();
        return result;
      }
    }
  }

  private String configuration(int port) throws BenchException {
    String dkim =
        signed
            ? ", dkim: { domain: example.com, selector: bench, privateKey: \"" + key() + "\" }"
            : "";
    return """
    channels:
      email:
        providers:
          - { id: sink, type: smtp, host: 127.0.0.1, port: %d, tls: none, from: "Bench <bench@example.com>"%s }
    """
        .formatted(port, dkim);
  }

  /** A new key in PEM, as it can stand in a quoted text of YAML. */
  private static String key() throws BenchException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
      return "-----BEGIN PRIVATE KEY-----\\n"
          + Base64.getEncoder().encodeToString(pkcs8)
          + "\\n-----END PRIVATE KEY-----";
    } catch (NoSuchAlgorithmException e) {
      throw new BenchException("this Java platform has no RSA: " + e.getMessage());
    }
  }

  private static void flood(
      Service service, Measurement accepted, Backlog backlog, Map<Long, Long> sentNanos)
      throws IOException, InterruptedException {
    new BatchLoad(
            service,
            accepted,
            number -> {
              sentNanos.put(number, System.nanoTime());
              return Messages.toMailbox(number);
            },
            backlog::await)
        .run(0, 1);
  }

  private static void pace(
      Service service, Measurement accepted, int rate, Map<Long, Long> sentNanos)
      throws IOException, BenchException {
    try (LoadConnection connection = service.connect()) {
      long start = System.nanoTime();
      for (long number = 0; !accepted.isOver(); number++) {
        long due = start + number * 1_000_000_000L / rate;
        LockSupport.parkNanos(due - System.nanoTime());
        sentNanos.put(number, due);
        int status = connection.post("/v1/notifications", Messages.toMailbox(number));
        if (status != ACCEPTED) {
          throw new BenchException("wanted " + ACCEPTED + " but the service answered " + status);
        }
      }
    }
  }

  /** Turns arrivals into latencies once there is a measurement to add them to. */
  private static final class Arrivals {
    private final Map<Long, Long> sentNanos;
    private volatile @Nullable Measurement measurement;

    Arrivals(Map<Long, Long> sentNanos) {
      this.sentNanos = sentNanos;
    }

    void into(Measurement measurement) {
      this.measurement = measurement;
    }

    void arrived(long number) {
      Long sent = sentNanos.remove(number);
      Measurement current = measurement;
      if (sent != null && current != null) {
        current.success(System.nanoTime() - sent);
      }
    }
  }
}
