package dev.bongsu.sandbox;

import dev.bongsu.kernel.Sha256;
import dev.bongsu.sandbox.HttpStandIn.Request;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Checks requests for AWS Signature Version 4 in a header, as Amazon does. For many threads. */
final class SesSignature {
  private static final Duration MOST_SKEW = Duration.ofMinutes(15);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=(?<key>[^/,]+)/(?<scope>[^,]+), *"
              + "SignedHeaders=(?<headers>[a-z0-9;-]+), *Signature=(?<signature>[0-9a-f]{64})");

  private final SesStandInSettings settings;
  private final Clock clock;

  SesSignature(SesStandInSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** What is wrong with a request's signature; empty where nothing is. */
  Optional<String> problem(Request request) {
    String header = request.header("Authorization");
    Matcher found = AUTHORIZATION.matcher(header == null ? "" : header);
    String time = request.header("X-Amz-Date");
    if (!found.matches() || time == null) {
      return Optional.of("wanted Authorization and X-Amz-Date of signature version 4");
    }
    if (!isNow(time)) {
      return Optional.of("the time is more than 15 minutes off");
    }
    String scope = time.substring(0, 8) + "/" + settings.region() + "/ses/aws4_request";
    if (!found.group("key").equals(settings.accessKey()) || !found.group("scope").equals(scope)) {
      return Optional.of("wanted the credential of the sandbox, in scope " + scope);
    }
    List<String> names = Arrays.asList(found.group("headers").split(";"));
    if (!names.containsAll(List.of("host", "x-amz-date"))
        || !names.equals(List.copyOf(new TreeSet<>(names)))) {
      return Optional.of("wanted host and x-amz-date among the signed headers, in order");
    }
    byte[] wanted = signature(request, names, time, scope).getBytes(StandardCharsets.US_ASCII);
    byte[] given = found.group("signature").getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(wanted, given)
        ? Optional.empty()
        : Optional.of("the signature is not that of the request");
  }

  private boolean isNow(String time) {
    try {
      Instant said = Instant.from(TIME.parse(time));
      return Duration.between(said, clock.instant()).abs().compareTo(MOST_SKEW) <= 0;
    } catch (DateTimeException _) {
      return false;
    }
  }

  private String signature(Request request, List<String> names, String time, String scope) {
    StringBuilder canonical = new StringBuilder();
    canonical.append(request.method()).append('\n').append(request.target().getRawPath());
    canonical.append('\n').append(orEmpty(request.target().getRawQuery())).append('\n');
    for (String name : names) {
      String value = orEmpty(request.header(name)).strip().replaceAll(" +", " ");
      canonical.append(name).append(':').append(value).append('\n');
    }
    canonical.append('\n').append(String.join(";", names)).append('\n');
    canonical.append(hash(request.body()));
    byte[] key = ("AWS4" + settings.secretKey()).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/")) {
      key = mac(key, part);
    }
    String hash = hash(canonical.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of()
        .formatHex(mac(key, String.join("\n", "AWS4-HMAC-SHA256", time, scope, hash)));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private static String hash(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.of(bytes));
  }
}
