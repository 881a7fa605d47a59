package dev.bongsu.app;

import dev.bongsu.channel.spi.Secrets;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.KeyPattern;
import dev.bongsu.template.Approval;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration file and the environment say, as values. The providers of a channel stay
 * unread here: their settings belong to the channel.
 *
 * @param publicUrl null to follow the port
 * @param objects the directory of the object store
 * @param standIns what is said of the sandbox's providers
 * @param perSender what one sender may send, null for as much as they like
 * @param freeDiskBytes how much room is to be left where the data is
 * @param approval which templates their authors may not publish themselves
 */
record Configuration(
    Path data,
    String host,
    int port,
    @Nullable URI publicUrl,
    LogPlace log,
    DatabasePlace database,
    Path objects,
    @Nullable SenderLimit perSender,
    long freeDiskBytes,
    Retention retention,
    Approval approval,
    Map<Channel, List<Fields>> providers,
    StandIns standIns) {

  private static final int MAX_TEXT = 4096;
  private static final int MAX_PROVIDERS = 16;
  private static final int LAST_PORT = 65_535;
  private static final int MAX_PATTERNS = 100;
  private static final long MEGABYTE = 1L << 20;
  private static final int LOG_MEGABYTES = 10_240;
  private static final int FREE_DISK_MEGABYTES = 512;

  /** Three years: what an auditor may ask for, and a bound. */
  private static final Duration AUDIT_KEPT = Duration.ofDays(1_095);

  /** A century: beyond all laws, and still a time that can be reckoned with. */
  private static final Duration LONGEST_KEPT = Duration.ofDays(36_525);

  /** Where the log is. */
  sealed interface LogPlace {
    /** Under the data directory, in this process, taking about so much room at most. */
    record Embedded(long maxBytes) implements LogPlace {}

    /** On brokers of its own. */
    record External(String bootstrapServers, int replication, Map<String, String> security)
        implements LogPlace {
      /** Without what they ask of their clients, passwords perhaps. */
      @Override
      public String toString() {
        return "brokers at " + bootstrapServers;
      }
    }
  }

  /** Where the database is. */
  sealed interface DatabasePlace {
    /** Under the data directory, a child of this process. */
    record Embedded() implements DatabasePlace {}

    /** A server of its own. */
    record External(String url, String user, String password) implements DatabasePlace {
      /** Without the password, which may stand in the URL too. */
      @Override
      public String toString() {
        return "database of " + user;
      }
    }
  }

  /** How much one sender may send. */
  record SenderLimit(int perSecond, int burst) {}

  /** How long things are kept. */
  record Retention(Duration deliveries, Duration inbox, Duration audit) {}

  Configuration {
    providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
  }

  /** What holds when nothing is said. */
  static Configuration defaults() {
    try {
      return read(new SettingsTree(Map.of(), Path.of("")));
    } catch (InvalidException e) {
      throw new IllegalStateException("nothing said cannot be faulty", e);
    }
  }

  /**
   * Reads a tree of settings.
   *
   * @throws InvalidException with every fault in it
   */
  static Configuration read(SettingsTree tree) throws InvalidException {
    Fields fields = tree.fields();
    Path data = Objects.requireNonNullElseGet(path(fields, "data", tree), () -> tree.path("data"));
    String host = Objects.requireNonNullElse(fields.text("host", MAX_TEXT), "127.0.0.1");
    int port = Objects.requireNonNullElse(fields.integer("port", 0, LAST_PORT), 8080);
    URI publicUrl = publicUrl(fields);
    LogPlace log = log(fields.child("log"));
    DatabasePlace database = database(fields.child("database"), tree);
    Path objects = objects(fields.child("objects"), data, tree);
    Fields limits = fields.child("limits");
    SenderLimit perSender = perSender(limits);
    long freeDisk = megabytes(limits, "freeDiskMegabytes", 0, FREE_DISK_MEGABYTES);
    Retention retention = retention(fields.child("retention"));
    Approval approval = approval(fields.child("templates"));
    Map<Channel, List<Fields>> providers = new LinkedHashMap<>();
    StandIns standIns = StandIns.USUAL;
    for (Map.Entry<Channel, Fields> each : channels(fields.child("channels")).entrySet()) {
      providers.put(each.getKey(), each.getValue().children("providers", MAX_PROVIDERS));
      standIns = standIns.with(each.getKey(), each.getValue());
    }
    return new Configuration(
        data, host, port, publicUrl, log, database, objects, perSender, freeDisk, retention,
        approval, providers, standIns);
  }

  private static @Nullable URI publicUrl(Fields fields) {
    String text = fields.text("publicUrl", MAX_TEXT);
    if (text == null) {
      return null;
    }
    try {
      URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (web && url.getHost() != null && url.getQuery() == null && url.getFragment() == null) {
        if (url.getPort() > LAST_PORT) {
          fields.fault(
              "publicUrl", "wanted a port up to " + LAST_PORT + " but found " + url.getPort());
          return null;
        }
        if (!url.getPath().isEmpty()) {
          fields.fault("publicUrl", "wanted a URL without a path but found \"" + text + "\"");
          return null;
        }
        return url;
      }
    } catch (IllegalArgumentException _) {
      // said below, as for any other text that is no such URL
    }
    fields.fault("publicUrl", "wanted an http or https URL but found \"" + text + "\"");
    return null;
  }

  private static LogPlace log(@Nullable Fields fields) {
    long maxBytes = megabytes(fields, "maxMegabytes", 1024, LOG_MEGABYTES);
    if (fields == null) {
      return new LogPlace.Embedded(maxBytes);
    }
    boolean embedded =
        Objects.requireNonNullElse(fields.bool("embedded"), !fields.has("bootstrapServers"));
    String servers = fields.text("bootstrapServers", MAX_TEXT);
    if (servers != null && servers.isBlank()) {
      fields.fault("bootstrapServers", "wanted host:port, several by commas");
    }
    int replication = Objects.requireNonNullElse(fields.integer("replication", 1, 9), 3);
    Map<String, String> security = security(fields.child("security"));
    if (embedded == (servers != null)) {
      fields.fault("wanted either embedded: true or bootstrapServers");
    }
    if (servers != null && fields.has("maxMegabytes")) {
      fields.fault("maxMegabytes", "wanted only where the log is embedded");
    }
    return servers == null
        ? new LogPlace.Embedded(maxBytes)
        : new LogPlace.External(servers, replication, security);
  }

  private static long megabytes(@Nullable Fields fields, String name, int least, int otherwise) {
    Integer value = fields == null ? null : fields.integer(name, least, Integer.MAX_VALUE);
    return Objects.requireNonNullElse(value, otherwise) * MEGABYTE;
  }

  /** Whatever the brokers' clients take, under their names; they know whether there is such. */
  private static Map<String, String> security(@Nullable Fields fields) {
    Map<String, String> texts = new TreeMap<>();
    if (fields != null) {
      for (String name : fields.names()) {
        Object value = fields.raw(name);
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
          texts.put(name, value.toString());
        } else if (value != null) {
          fields.fault(name, "wanted a text, a number, true or false");
        }
      }
    }
    return texts;
  }

  private static DatabasePlace database(@Nullable Fields fields, SettingsTree tree) {
    if (fields == null) {
      return new DatabasePlace.Embedded();
    }
    boolean embedded = Objects.requireNonNullElse(fields.bool("embedded"), !fields.has("url"));
    String url = fields.text("url", MAX_TEXT);
    String user = Objects.requireNonNullElse(fields.text("user", MAX_TEXT), "bongsu");
    String password = Objects.requireNonNullElse(Secrets.read(fields, "password", tree.base()), "");
    if (embedded == (url != null)) {
      fields.fault("wanted either embedded: true or url");
    } else if (url != null && !url.startsWith("jdbc:postgresql:")) {
      // Nothing of it is shown: such URLs have passwords in them.
      fields.fault("url", "wanted jdbc:postgresql://… but found a text that begins otherwise");
    }
    return url == null
        ? new DatabasePlace.Embedded()
        : new DatabasePlace.External(url, user, password);
  }

  private static Path objects(@Nullable Fields fields, Path data, SettingsTree tree) {
    Path directory = fields == null ? null : path(fields, "directory", tree);
    return directory == null ? data.resolve("objects") : directory;
  }

  /** A path; nothing at all, as of a variable that is not set, would be the working directory. */
  private static @Nullable Path path(Fields fields, String name, SettingsTree tree) {
    String text = fields.text(name, MAX_TEXT);
    if (text == null) {
      return null;
    }
    try {
      if (!text.isBlank()) {
        return tree.path(text);
      }
    } catch (InvalidPathException _) {
      // said below
    }
    fields.fault(name, "wanted a path but found \"" + text + "\"");
    return null;
  }

  private static @Nullable SenderLimit perSender(@Nullable Fields limits) {
    Fields fields = limits == null ? null : limits.child("perSender");
    if (fields == null) {
      return null;
    }
    Integer perSecond = fields.integer("perSecond", 1, Integer.MAX_VALUE);
    fields.missing("perSecond");
    Integer burst = fields.integer("burst", 1, Integer.MAX_VALUE);
    return perSecond == null
        ? null
        : new SenderLimit(perSecond, Objects.requireNonNullElse(burst, perSecond));
  }

  private static Retention retention(@Nullable Fields fields) {
    Duration deliveries = fields == null ? null : kept(fields, "deliveries");
    Duration inbox = fields == null ? null : kept(fields, "inbox");
    Duration audit = fields == null ? null : kept(fields, "audit");
    return new Retention(
        Objects.requireNonNullElse(deliveries, Duration.ofDays(30)),
        Objects.requireNonNullElse(inbox, Duration.ofDays(90)),
        Objects.requireNonNullElse(audit, AUDIT_KEPT));
  }

  private static @Nullable Duration kept(Fields fields, String name) {
    Duration duration = fields.duration(name);
    if (duration != null && duration.compareTo(LONGEST_KEPT) > 0) {
      fields.fault(name, "wanted at most P" + LONGEST_KEPT.toDays() + "D");
    }
    return duration;
  }

  private static Approval approval(@Nullable Fields templates) {
    if (templates == null || !(templates.raw("fourEyes") instanceof List<?>)) {
      boolean all = templates != null && Boolean.TRUE.equals(templates.bool("fourEyes"));
      return all ? Approval.FOUR_EYES : Approval.NONE;
    }
    return new Approval(
        templates.list(
            "fourEyes",
            MAX_PATTERNS,
            "a template's key, or the beginning of keys and *, like legal-*",
            KeyPattern::parsed));
  }

  private static Map<Channel, Fields> channels(@Nullable Fields channels) {
    Map<Channel, Fields> known = new LinkedHashMap<>();
    if (channels == null) {
      return known;
    }
    for (String name : channels.names()) {
      Channel channel = Channel.named(name).orElse(null);
      if (channel == null || channel == Channel.INAPP) {
        channels.fault(name, "wanted one of email, sms, voice, android, ios, browser");
        continue;
      }
      Fields fields = channels.child(name);
      if (fields != null) {
        known.put(channel, fields);
      }
    }
    return known;
  }
}
