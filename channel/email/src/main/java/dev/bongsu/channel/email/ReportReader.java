package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.spi.Receipt.Status;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.FailureCode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Understands what comes back of mails: delivery status notifications (RFC 3464) and complaints
 * (RFC 5965). Anything else, an answer of a person on holiday for instance, says nothing. For many
 * threads.
 */
final class ReportReader {
  private static final Pattern STATUS = Pattern.compile("\\b([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
  private static final Pattern MESSAGE_ID =
      Pattern.compile("<([0-9a-fA-F-]{36})@([^>\\s]{1,255})>");

  private final String provider;
  private final String domain;
  private final Clock clock;

  /**
   * Of the mails of one provider.
   *
   * @param domain that of our Message-IDs
   */
  ReportReader(String provider, String domain, Clock clock) {
    this.provider = provider;
    this.domain = domain;
    this.clock = clock;
  }

  /** What became of the message. */
  private record Fate(Status status, @Nullable FailureCode code, @Nullable String detail) {}

  /**
   * What a mail that came in reports.
   *
   * @param known the delivery that the envelope named, if it did
   * @return empty where it reports nothing, or nothing that is over
   */
  Optional<Receipt> read(byte[] mail, Optional<DeliveryId> known) {
    List<ReportPart> leaves =
        ReportPart.parse(new String(mail, StandardCharsets.ISO_8859_1)).leaves();
    for (ReportPart leaf : leaves) {
      Optional<Fate> fate =
          switch (leaf.type()) {
            case "message/delivery-status", "message/global-delivery-status" -> fate(leaf);
            case "message/feedback-report" -> complaint(leaf);
            default -> Optional.empty();
          };
      if (fate.isPresent()) {
        return known
            .or(() -> envelopeId(leaf))
            .or(() -> original(leaves))
            .map(delivery -> receipt(delivery, fate.get()));
      }
    }
    return Optional.empty();
  }

  private Receipt receipt(DeliveryId delivery, Fate fate) {
    return new Receipt(
        provider, delivery, null, fate.status(), clock.instant(), fate.code(), fate.detail());
  }

  /** Each mail has one recipient, so the first group that is about one says it. */
  private static Optional<Fate> fate(ReportPart part) {
    for (String group : part.body().split("\n[ \t]*\n")) {
      Map<String, String> fields = ReportPart.headers(group.stripLeading());
      String action = fields.getOrDefault("action", "").toLowerCase(Locale.ROOT);
      if (action.startsWith("failed")) {
        return Optional.of(failed(fields));
      }
      if (action.startsWith("delivered")) {
        return Optional.of(new Fate(Status.DELIVERED, null, null));
      }
    }
    // Delayed: it goes on. Relayed, expanded: nobody will say more.
    return Optional.empty();
  }

  private static Fate failed(Map<String, String> fields) {
    String diagnosis = fields.getOrDefault("diagnostic-code", "");
    String status = status(fields.getOrDefault("status", ""));
    if (status.isEmpty() || status.endsWith(".0.0")) {
      // Some write "other" here and the exact code into the text.
      String exact = status(diagnosis);
      status = exact.isEmpty() ? status : exact;
    }
    String words = diagnosis.isEmpty() ? status : diagnosis.replaceFirst("(?i)^smtp\\s*;\\s*", "");
    String detail = words.isEmpty() ? null : Verdicts.clean(words);
    FailureCode code = Verdicts.reported(status);
    return new Fate(
        code == FailureCode.ADDRESS_UNKNOWN ? Status.BOUNCED : Status.FAILED, code, detail);
  }

  private static String status(String text) {
    Matcher matcher = STATUS.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static Optional<Fate> complaint(ReportPart part) {
    String type =
        ReportPart.headers(part.body().stripLeading())
            .getOrDefault("feedback-type", "")
            .toLowerCase(Locale.ROOT);
    return type.isEmpty() || type.equals("not-spam")
        ? Optional.empty()
        : Optional.of(
            new Fate(Status.COMPLAINED, null, Verdicts.clean("feedback report: " + type)));
  }

  private static Optional<DeliveryId> envelopeId(ReportPart part) {
    return DeliveryId.parsed(
        ReportPart.headers(part.body().stripLeading())
            .getOrDefault("original-envelope-id", "")
            .strip());
  }

  /** The mail that came back names the delivery in its Message-ID (A32). */
  private Optional<DeliveryId> original(List<ReportPart> leaves) {
    for (ReportPart leaf : leaves) {
      boolean comesBack =
          switch (leaf.type()) {
            case "message/rfc822",
                "message/global",
                "message/global-headers",
                "message/rfc822-headers",
                "text/rfc822-headers" ->
                true;
            default -> false;
          };
      Matcher id =
          MESSAGE_ID.matcher(
              comesBack
                  ? ReportPart.headers(leaf.body().stripLeading()).getOrDefault("message-id", "")
                  : "");
      if (id.find() && id.group(2).equalsIgnoreCase(domain)) {
        return DeliveryId.parsed(id.group(1));
      }
    }
    return Optional.empty();
  }
}
