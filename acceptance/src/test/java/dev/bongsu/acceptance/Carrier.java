package dev.bongsu.acceptance;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where the messages of one channel end, and who counts them there. */
interface Carrier extends AutoCloseable {
  /** The API name of the channel that it carries. */
  String channel();

  /**
   * The entries under {@code channels} that make the service send here; empty where nothing has to
   * be said.
   */
  String configuration();

  /** An address of this channel, another for each number, as the HTTP contract shows it. */
  Object address(int number);

  /** Who gets message number {@code number}, as the {@code to} of a request. */
  default Map<String, Object> to(int number) {
    return Map.of("addresses", addresses("", number));
  }

  /** The addresses by which this recipient is reached here. */
  default List<Map<String, Object>> addresses(String recipient, int number) {
    return List.of(Map.of("channel", channel(), "address", address(number)));
  }

  /** How often each delivery was taken, by its id. */
  Map<String, Integer> taken(BongsuClient service) throws ClientException, InterruptedException;

  /** How many messages have come here; 0 where only the service could tell. */
  long arrivals();

  @Override
  void close() throws IOException;

  /**
   * The carrier of a channel; closed by the caller.
   *
   * @param directory for the keys and certificates that the configuration names
   */
  static Carrier of(String channel, Path directory) throws IOException {
    return switch (channel) {
      case "email" -> new Mailhost();
      case "sms" -> StandIn.smsc();
      case "voice" -> StandIn.twilio();
      case "android" -> StandIn.fcm(directory);
      case "ios" -> StandIn.apns(directory);
      case "browser" -> StandIn.pushService();
      case "inapp" -> new Inboxes();
      default -> throw new IllegalArgumentException("nobody here carries " + channel);
    };
  }
}
