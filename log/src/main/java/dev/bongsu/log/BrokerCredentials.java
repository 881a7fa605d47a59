package dev.bongsu.log;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * What an embedded broker asks of whoever connects (SASL/PLAIN, RFC 4616), so that other accounts
 * of this machine, which reach its loopback ports as well as we do, cannot read what is in it.
 * Nobody but this process has a use for it: it is made anew at each start and never leaves memory.
 */
final class BrokerCredentials {
  private static final int PASSWORD_BYTES = 32;
  private static final String USER = "bongsu";
  private static final String MECHANISM = "PLAIN";
  private static final String PROTOCOL = "SASL_PLAINTEXT";

  private final String password;

  private BrokerCredentials(String password) {
    this.password = password;
  }

  /** Such as nobody has had before. */
  static BrokerCredentials random() {
    byte[] secret = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(secret);
    return new BrokerCredentials(HexFormat.of().formatHex(secret));
  }

  /** What a client connects with. */
  Map<String, String> ofClient() {
    return Map.of(
        "security.protocol",
        PROTOCOL,
        "sasl.mechanism",
        MECHANISM,
        "sasl.jaas.config",
        module() + ";");
  }

  /** What makes a broker or controller ask for it at these listeners, and show it to itself. */
  Map<String, String> ofServer(String... listeners) {
    Map<String, String> settings = new HashMap<>();
    settings.put("sasl.enabled.mechanisms", MECHANISM);
    settings.put("sasl.mechanism.inter.broker.protocol", MECHANISM);
    settings.put("sasl.mechanism.controller.protocol", MECHANISM);
    for (String listener : listeners) {
      settings.merge(
          "listener.security.protocol.map",
          listener + ":" + PROTOCOL,
          (some, more) -> some + "," + more);
      settings.put(
          "listener.name.%s.%s.sasl.jaas.config"
              .formatted(listener.toLowerCase(Locale.ROOT), MECHANISM.toLowerCase(Locale.ROOT)),
          "%s user_%s=\"%s\";".formatted(module(), USER, password));
    }
    return settings;
  }

  private String module() {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\""
        .formatted(USER, password);
  }
}
