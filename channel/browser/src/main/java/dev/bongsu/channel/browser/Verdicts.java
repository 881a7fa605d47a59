package dev.bongsu.channel.browser;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.RetryAfter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange with a push service means (RFC 8030 sections 5 and 8.4, RFC 8292 section 4.2).
 *
 * <p>Which service is called, a subscription decides, and so in the end its owner. So trouble with
 * one service counts as our provider's trouble only as long as no other service takes messages:
 * else whoever registers an endpoint that is broken on purpose would stop the channel for all.
 */
final class Verdicts {
  static final Duration LATELY = Duration.ofMinutes(5);

  private static final int MAX_DETAIL = 200;

  /** What push services call their words for people, those of Apple and of Mozilla. */
  private static final List<String> WORDS = List.of("reason", "message", "error");

  private static final Pattern MARKUP = Pattern.compile("<[^>]{0,200}>");
  private static final Pattern URL = Pattern.compile("https?:\\S+");

  /** What is as long as the secret part of an endpoint, or of a token, may be one. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_.:%+/=-]{20,}");

  private final PushServices services;
  private final Clock clock;

  Verdicts(PushServices services, Clock clock) {
    this.services = services;
    this.clock = clock;
  }

  Outcome of(Origin origin, Exchange exchange) {
    return switch (exchange) {
      case Exchange.Answered(Reply reply) -> of(origin, reply);
      case Exchange.NotSent(FailureCode code, String detail) ->
          new Outcome.TryLater(blamed(origin, code), null, detail);
      case Exchange.Unanswered(String detail) -> new Outcome.Unknown(detail);
      case Exchange.Forbidden(String detail) ->
          new Outcome.Refused(FailureCode.MESSAGE_REFUSED, detail + " is not called");
    };
  }

  private Outcome of(Origin origin, Reply reply) {
    int status = reply.status();
    String detail = detail(reply);
    if (status < 300) {
      services.took(origin);
      return new Outcome.Accepted(null);
    }
    return switch (status) {
      case 404, 410 -> new Outcome.AddressGone(clock.instant(), detail);
      case 413 -> new Outcome.Refused(FailureCode.PAYLOAD_TOO_LARGE, detail);
      case 429 ->
          new Outcome.TryLater(blamed(origin, FailureCode.THROTTLED), retryAfter(reply), detail);
      case 401, 403 -> credentials(origin, detail);
      case 408 ->
          new Outcome.TryLater(
              blamed(origin, FailureCode.PROVIDER_BUSY), retryAfter(reply), detail);
      default ->
          status >= 500
              ? new Outcome.TryLater(
                  blamed(origin, FailureCode.PROVIDER_BUSY), retryAfter(reply), detail)
              : new Outcome.Refused(FailureCode.MESSAGE_REFUSED, detail);
    };
  }

  /**
   * A service that takes other messages from us knows us: then this subscription was made with
   * other keys, and no message will ever reach it.
   */
  private Outcome credentials(Origin origin, String detail) {
    return services.hasTaken(origin, LATELY) || services.hasAnotherTaken(origin, LATELY)
        ? new Outcome.Refused(FailureCode.CREDENTIALS_REFUSED, detail)
        : new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, null, detail);
  }

  private FailureCode blamed(Origin origin, FailureCode code) {
    return services.hasAnotherTaken(origin, LATELY) ? FailureCode.RECIPIENT_UNAVAILABLE : code;
  }

  private @Nullable Duration retryAfter(Reply reply) {
    return RetryAfter.read(reply.header(RetryAfter.HEADER), clock.instant());
  }

  /**
   * The service's words without anything that may be a secret. Whoever registers an endpoint says
   * which server that is, so this must not hand out what some other server answers: it is short,
   * only of errors, and of JSON only what push services say in it.
   */
  private static String detail(Reply reply) {
    String words = MARKUP.matcher(words(reply)).replaceAll(" ");
    words = URL.matcher(words).replaceAll("<url>");
    words = TOKEN.matcher(words).replaceAll("<token>");
    words = words.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    String detail = words.isEmpty() ? "" + reply.status() : reply.status() + " " + words;
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
  }

  private static String words(Reply reply) {
    String text = reply.text().strip();
    if (reply.status() < 400) {
      return "";
    }
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return text;
    }
    try {
      Map<String, ?> json = Json.object(Json.read(text));
      return WORDS.stream()
          .map(json::get)
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .findFirst()
          .orElse("");
    } catch (JsonException _) {
      return "";
    }
  }
}
