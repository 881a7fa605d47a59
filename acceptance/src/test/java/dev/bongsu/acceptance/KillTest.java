package dev.bongsu.acceptance;

import dev.bongsu.log.TestBroker;
import dev.bongsu.store.DatabaseSettings;
import dev.bongsu.store.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills processes at random moments under load, all channels at once, with the providers outside of
 * them. {@code -Dbongsu.killRounds=20} makes it as long as one likes, {@code
 * -Dbongsu.killChannels=email,ios} names the channels.
 */
class KillTest {
  private static final int ROUNDS = Integer.getInteger("bongsu.killRounds", 2);
  private static final List<String> CHANNELS =
      List.of(
          System.getProperty("bongsu.killChannels", "email,sms,voice,android,ios,browser,inapp")
              .split(","));

  /** What may be with the provider and not yet recorded: maxInFlight's default. */
  private static final int IN_FLIGHT = 256;

  private final Random random = new Random();

  @Test
  void whatever_was_acknowledged_arrives_through_kill_minus_9(@TempDir Path directory)
      throws Exception {
    Path data = directory.resolve("data");
    try (var ordeal = new Ordeal(directory, CHANNELS, "")) {
      for (int round = 0; round < ROUNDS; round++) {
        try (BongsuProcess service = BongsuProcess.serve(data, "--config", ordeal.file())) {
          if (round == 0) {
            ordeal.prepare(service.client());
          }
          ordeal.load(service.client(), moment(), service::kill);
        }
      }
      try (BongsuProcess service = BongsuProcess.serve(data, "--config", ordeal.file())) {
        ordeal.assertNothingLost(service.client(), IN_FLIGHT);
      }
    }
  }

  @Test
  void a_process_that_only_sends_is_killed_and_another_goes_on_where_it_was(@TempDir Path directory)
      throws Exception {
    DatabaseSettings database = TestDatabase.settings();
    try (var broker = new TestBroker(directory.resolve("broker"));
        var ordeal = new Ordeal(directory, CHANNELS, shared(broker, database));
        BongsuProcess rest = start(directory, ordeal, role -> !sends(role), 0)) {
      ordeal.prepare(rest.client());
      for (int round = 0; round < ROUNDS; round++) {
        try (BongsuProcess sender =
            start(directory, ordeal, KillTest::sends, rest.url().getPort())) {
          ordeal.load(rest.client(), moment(), sender::kill);
        }
      }
      try (BongsuProcess _ = start(directory, ordeal, KillTest::sends, rest.url().getPort())) {
        ordeal.assertNothingLost(rest.client(), IN_FLIGHT);
      }
    }
  }

  private static String shared(TestBroker broker, DatabaseSettings database) {
    return """
    %s
    database: { url: "%s", user: %s, password: "%s" }
    """
        .formatted(broker.setting(), database.url(), database.user(), database.password());
  }

  private static boolean sends(String role) {
    return role.startsWith("channel.");
  }

  /**
   * Starts what has these roles.
   *
   * @param port of the frontend, which who sends must know to say where receipts go; 0 for a free
   *     one
   */
  private static BongsuProcess start(
      Path directory, Ordeal ordeal, Predicate<String> which, int port) throws Exception {
    String roles =
        List.of(
                "frontend",
                "fanout",
                "scheduler",
                "ledger",
                "inbox",
                "channel.email",
                "channel.sms",
                "channel.voice",
                "channel.android",
                "channel.ios",
                "channel.browser",
                "channel.inapp")
            .stream()
            .filter(which)
            .filter(role -> !sends(role) || CHANNELS.contains(role.substring("channel.".length())))
            .collect(Collectors.joining(","));
    Path data = directory.resolve(roles.startsWith("frontend") ? "rest" : "sender");
    return BongsuProcess.serveAsConfigured(
        data, "--port", String.valueOf(port), "--config", ordeal.file(), "--roles", roles);
  }

  /** How long it goes well, in milliseconds. */
  private long moment() {
    return random.nextInt(3_000);
  }
}
