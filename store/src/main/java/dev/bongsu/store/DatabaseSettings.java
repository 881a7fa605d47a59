package dev.bongsu.store;

/**
 * How to reach a database. Its {@code toString} keeps the password to itself.
 *
 * @param url {@code jdbc:postgresql://…}
 * @param maxConnections how many connections the pool opens at most
 */
public record DatabaseSettings(String url, String user, String password, int maxConnections) {
  public DatabaseSettings {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("a database URL begins with jdbc:postgresql:");
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "maxConnections must be at least 1 but is " + maxConnections);
    }
  }

  @Override
  public String toString() {
    return "DatabaseSettings[user=" + user + ", maxConnections=" + maxConnections + "]";
  }
}
