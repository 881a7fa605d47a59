package dev.bongsu.channel.email;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox, with the name that is shown before it.
 *
 * @param name null for none
 * @param address without angle brackets; {@link MailAddress} has taken it
 */
record Mailbox(@Nullable String name, String address) {
  /** Stands in for one that could not be read. */
  static final Mailbox NOBODY = new Mailbox(null, "nobody@localhost");

  private static final Pattern NAMED = Pattern.compile("(?<name>[^<>]*)<(?<address>[^<>]+)>");

  /** {@code a@example.com} or {@code Shop <a@example.com>}; empty where it is neither. */
  static Optional<Mailbox> parse(String text) {
    Matcher named = NAMED.matcher(text.strip());
    boolean isNamed = named.matches();
    String address = isNamed ? named.group("address").strip() : text.strip();
    String name = isNamed ? unquoted(named.group("name").strip()) : "";
    if (MailAddress.of(address).isEmpty() || name.chars().anyMatch(Character::isISOControl)) {
      return Optional.empty();
    }
    return Optional.of(new Mailbox(name.isEmpty() ? null : name, address));
  }

  private static String unquoted(String name) {
    boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
    return quoted ? name.substring(1, name.length() - 1).replaceAll("\\\\(.)", "$1") : name;
  }

  @Override
  public String toString() {
    return name == null ? address : name + " <" + address + ">";
  }
}
