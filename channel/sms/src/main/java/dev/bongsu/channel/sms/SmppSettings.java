package dev.bongsu.channel.sms;

import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Secrets;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.json.Fields;
import dev.bongsu.smpp.Bind;
import dev.bongsu.smpp.Party;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to reach an SMSC, who writes, and what this SMSC wants of the freedom that SMPP leaves.
 *
 * @param bind as whom to bind, as a transceiver
 * @param from the source address of all messages
 * @param window how many requests may wait for their answers (SMPP 3.4 section 2.9)
 */
record SmppSettings(
    ProviderSettings common, Endpoint endpoint, Bind bind, Party from, int window, Dialect dialect)
    implements ProviderKind.Blueprint {
  /** The {@code type} in the configuration. */
  static final String TYPE = "smpp";

  /** How many requests may wait for their answers where nothing is said. */
  static final int DEFAULT_WINDOW = 50;

  private static final int USUAL_PORT = 2775;

  /** SMPP 3.4 section 5.3.2. */
  private static final int FIRST_VENDOR_TAG = 0x1400;

  private static final int LAST_VENDOR_TAG = 0x3fff;
  private static final int MOST_WINDOW = 10_000;
  private static final int MAX_TEXT = 512;

  /**
   * Where the SMSC is.
   *
   * @param tls whether under TLS from the first byte
   */
  record Endpoint(String host, int port, boolean tls) {}

  /**
   * What SMSCs do differently.
   *
   * @param payload whether long texts go whole as {@code message_payload}, not in parts
   * @param decimalReceipts whether ids are hexadecimal in answers but decimal in receipts
   * @param enquireLink after how long without a word the SMSC is asked whether it is there
   * @param deliveryTag the optional parameter that tells the SMSC our delivery id as text, null for
   *     none
   */
  record Dialect(
      boolean payload,
      boolean decimalReceipts,
      Duration enquireLink,
      @Nullable Integer deliveryTag) {
    /** What most do. */
    static final Dialect USUAL = new Dialect(false, false, Duration.ofSeconds(30), null);

    /** The same with the delivery id in an optional parameter. */
    public Dialect withDeliveryTag(int tag) {
      return new Dialect(payload, decimalReceipts, enquireLink, tag);
    }
  }

  /**
   * The settings in {@code fields}, whose {@code done()} is the caller's to call; they are for use
   * only if it finds no fault.
   *
   * @param base what relative paths are relative to
   */
  static SmppSettings read(Fields fields, Path base) {
    ProviderSettings common = ProviderSettings.read(fields, base);
    String host = fields.requiredText("host", MAX_TEXT);
    if (host.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
      fields.fault("host", "wanted a host name or address");
    }
    Integer port = fields.integer("port", 1, 65_535);
    boolean trusts = !common.trust().equals(Trust.JDK);
    Boolean tls = choice(fields, "tls", "none", "tls");
    if (Boolean.FALSE.equals(tls) && trusts) {
      fields.fault("trust", "wanted only with TLS");
    }
    Integer window = fields.integer("window", 1, MOST_WINDOW);
    return new SmppSettings(
        common,
        new Endpoint(
            host,
            Objects.requireNonNullElse(port, USUAL_PORT),
            Objects.requireNonNullElse(tls, trusts)),
        bind(fields, base),
        from(fields),
        Objects.requireNonNullElse(window, DEFAULT_WINDOW),
        dialect(fields));
  }

  @Override
  public Provider open(Surroundings around) {
    return new SmppProvider(this, around.receipts(), around.clock());
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "smpp " + common.id() + " at " + endpoint.host() + ":" + endpoint.port();
  }

  private static Bind bind(Fields fields, Path base) {
    String systemId = octets(fields, "systemId", fields.requiredText("systemId", 15));
    String password = Secrets.read(fields, "password", base);
    if (password == null) {
      fields.missing("password");
    } else if (password.length() > 63) {
      fields.fault("password", "wanted at most 63 characters");
    }
    String systemType = fields.text("systemType", 12);
    return new Bind(
        systemId,
        octets(fields, "password", Objects.requireNonNullElse(password, "")),
        octets(fields, "systemType", Objects.requireNonNullElse(systemType, "")),
        Bind.VERSION_3_4);
  }

  private static Party from(Fields fields) {
    // YAML reads a number without quotes as a number.
    String from =
        fields.raw("from") instanceof Number number
            ? number.toString()
            : fields.requiredText("from", 64);
    Optional<Party> party = source(from);
    if (party.isEmpty() && !from.isEmpty()) {
      fields.fault(
          "from",
          "wanted a number of 7 to 15 digits, a short code, or a name of at most 11 letters");
    }
    Party read = party.orElse(Party.international("0"));
    Integer ton = fields.integer("fromTon", 0, 6);
    Integer npi = fields.integer("fromNpi", 0, 18);
    return new Party(
        Objects.requireNonNullElse(ton, read.ton()),
        Objects.requireNonNullElse(npi, read.npi()),
        read.address());
  }

  /** GSM 03.40 section 9.1.2.5 bounds a name by 11 characters. */
  private static Optional<Party> source(String from) {
    if (from.matches("\\+?[1-9]\\d{6,14}")) {
      return Optional.of(Party.international(from));
    }
    if (from.matches("\\d{3,8}")) {
      return Optional.of(new Party(Party.NETWORK_SPECIFIC, Party.UNKNOWN, from));
    }
    return from.matches("[ -~]{1,11}") && !from.startsWith("+")
        ? Optional.of(new Party(Party.ALPHANUMERIC, Party.UNKNOWN, from))
        : Optional.empty();
  }

  private static Dialect dialect(Fields fields) {
    Boolean payload = choice(fields, "concatenation", "udh", "payload");
    Boolean decimal = choice(fields, "receiptIds", "as-sent", "decimal");
    Duration enquireLink = fields.duration("enquireLink");
    return new Dialect(
        Objects.requireNonNullElse(payload, Dialect.USUAL.payload()),
        Objects.requireNonNullElse(decimal, Dialect.USUAL.decimalReceipts()),
        Objects.requireNonNullElse(enquireLink, Dialect.USUAL.enquireLink()),
        fields.integer("deliveryTag", FIRST_VENDOR_TAG, LAST_VENDOR_TAG));
  }

  /** False and true by their names, null where the field is absent. */
  private static @Nullable Boolean choice(Fields fields, String name, String no, String yes) {
    return fields.named(
        name,
        no + " or " + yes,
        text ->
            text.equals(yes)
                ? Optional.of(true)
                : text.equals(no) ? Optional.of(false) : Optional.empty());
  }

  private static String octets(Fields fields, String name, String text) {
    if (!text.chars().allMatch(c -> c > 0 && c < 0x100)) {
      fields.fault(name, "wanted characters of one octet each");
      return "";
    }
    return text;
  }
}
