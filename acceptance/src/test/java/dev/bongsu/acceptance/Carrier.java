package dev.bongsu.acceptance;

import java.io.IOException;
import java.util.Map;

/** A provider outside of the process that is killed, which counts what it took. */
interface Carrier extends AutoCloseable {
  /** The API name of the channel that it carries. */
  String channel();

  /** A configuration whose messages on that channel come here. */
  String configuration();

  /** The address of somebody of this name, as the HTTP contract shows it. */
  Object address(String name);

  /** How often each delivery was taken, by its id. */
  Map<String, Integer> taken();

  @Override
  void close() throws IOException;

  /** The carrier of a channel; closed by the caller. */
  static Carrier of(String channel) throws IOException {
    return switch (channel) {
      case "email" -> new Mailhost();
      case "browser" -> new PushService();
      default -> throw new IllegalArgumentException("nobody here carries " + channel);
    };
  }
}
