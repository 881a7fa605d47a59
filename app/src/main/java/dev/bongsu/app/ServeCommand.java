package dev.bongsu.app;

import dev.bongsu.kernel.InvalidException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the service. */
@Command(
    name = "serve",
    description = "Runs the service until it is told to stop (SIGTERM).",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);
  private static final Duration LAST_WORK = Duration.ofSeconds(5);

  @Mixin private ServeOptions options = new ServeOptions();

  /** What may be said on the command line; it wins over environment and file. */
  static final class ServeOptions {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Where everything is kept (default: ./data).")
    private @Nullable Path data;

    @Option(
        names = "--host",
        paramLabel = "ADDRESS",
        description = "The address to listen on (default: 127.0.0.1).")
    private @Nullable String host;

    @Option(
        names = "--port",
        paramLabel = "PORT",
        description = "The port to listen on, 0 for a free one (default: 8080).")
    private @Nullable Integer port;

    @Option(names = "--config", paramLabel = "FILE", description = "A configuration file (YAML).")
    private @Nullable Path config;

    @Option(
        names = "--roles",
        paramLabel = "LIST",
        description = "What this process does (default: all).")
    private String roles = "all";

    @Option(
        names = "--check",
        description = "Say what is wrong with options, environment and file, and start nothing.")
    private boolean check;

    private Map<String, Object> settings() {
      Map<String, Object> settings = new LinkedHashMap<>();
      if (data != null) {
        String text = data.toString();
        settings.put("data", text.isEmpty() ? text : data.toAbsolutePath().normalize().toString());
      }
      if (host != null) {
        settings.put("host", host);
      }
      if (port != null) {
        settings.put("port", port);
      }
      return settings;
    }
  }

  @Override
  public Integer call() throws StartException, InterruptedException {
    Set<Role> roles = Role.parse(options.roles);
    Map<String, String> environment = System.getenv();
    Map<String, Object> settings = options.settings();
    SettingsTree tree = ConfigurationFile.tree(options.config, environment, settings);
    Plan plan;
    try {
      plan = Plan.read(tree, roles);
    } catch (InvalidException e) {
      throw ConfigurationFile.refusal(options.config, environment, settings, e);
    }
    if (options.check) {
      Service.check(plan);
      return 0;
    }
    var ended = new AtomicBoolean();
    try (var service = new Service(plan)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service, ended), "stop"));
      service.start();
      service.greetings().forEach(System.out::println);
      System.out.flush();
      ConfigurationFile.passedOver(environment)
          .forEach(
              name -> LOG.warn("{} in the environment is no setting, and is passed over", name));
      String why = service.awaitBreakdown();
      System.err.println(
          "bongsu: the embedded log gave up and the process ends, to be started again: " + why);
      endSoon();
      return StartException.FAILURE;
    } finally {
      ended.set(true);
    }
  }

  /** Parts that wait for a log that is gone must not keep the process from being started again. */
  private static void endSoon() {
    Thread.ofPlatform()
        .name("end")
        .daemon()
        .start(() -> {
          try {
            Thread.sleep(LAST_WORK);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          Runtime.getRuntime().halt(StartException.FAILURE);
        });
  }

  /**
   * Drains and ends with 0: an orderly stop is not a failure, though the JVM would report the
   * signal. Does nothing where the process is ending by itself, since then its own status counts.
   */
  private static void stop(Service service, AtomicBoolean ended) {
    if (!ended.get()) {
      service.close();
      Runtime.getRuntime().halt(0);
    }
  }
}
