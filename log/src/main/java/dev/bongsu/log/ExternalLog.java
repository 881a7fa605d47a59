package dev.bongsu.log;

import java.util.Map;

/**
 * Brokers that somebody else runs. Its {@code toString} keeps to itself what they ask of us.
 *
 * @param bootstrapServers {@code host:port}, several by commas
 * @param replication how many brokers keep a copy; with 3 or more, an acknowledgement means that
 *     all but one have it
 * @param partitions how many partitions every topic has; fixed when the topics are made
 * @param security what the brokers ask of their clients, under the names the brokers' manual uses;
 *     empty for plain connections
 */
public record ExternalLog(
    String bootstrapServers, int replication, int partitions, Map<String, String> security) {
  public ExternalLog {
    security = Map.copyOf(security);
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("bootstrapServers must name a broker but is empty");
    }
    if (replication < 1 || replication > Short.MAX_VALUE) {
      throw new IllegalArgumentException("replication must be at least 1 but is " + replication);
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions must be at least 1 but is " + partitions);
    }
  }

  @Override
  public String toString() {
    return "ExternalLog[bootstrapServers=%s, replication=%d, partitions=%d]"
        .formatted(bootstrapServers, replication, partitions);
  }
}
