package dev.bongsu.channel.email;

import dev.bongsu.kernel.Sha256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests as Amazon's services want it: AWS Signature Version 4, in a header. Of requests
 * without a query, which is all that is needed here. For many threads.
 */
final class SigV4 {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final String accessKey;
  private final String secretKey;
  private final String region;
  private final String service;
  private volatile @Nullable DayKey latest;

  SigV4(String accessKey, String secretKey, String region, String service) {
    this.accessKey = accessKey;
    this.secretKey = secretKey;
    this.region = region;
    this.service = service;
  }

  /** What is signed with for a day. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record DayKey(String day, byte[] key) {}

  /**
   * The headers to send besides {@code headers} and {@code Host}: the time, and the signature of
   * all of them.
   */
  Map<String, String> sign(
      String method, URI url, Map<String, String> headers, byte[] body, Instant now) {
    String time = TIME.format(now);
    SortedMap<String, String> signed = new TreeMap<>();
    headers.forEach((name, value) ->
        signed.put(name.toLowerCase(Locale.ROOT), value.strip().replaceAll(" +", " ")));
    signed.put("host", host(url));
    signed.put("x-amz-date", time);
    String names = String.join(";", signed.keySet());
    StringBuilder canonical = new StringBuilder(512);
    canonical.append(method).append('\n').append(path(url)).append("\n\n");
    signed.forEach((name, value) -> canonical.append(name).append(':').append(value).append('\n'));
    canonical.append('\n').append(names).append('\n').append(hash(body));
    String day = time.substring(0, 8);
    String scope = day + "/" + region + "/" + service + "/aws4_request";
    String toSign =
        ALGORITHM
            + "\n"
            + time
            + "\n"
            + scope
            + "\n"
            + hash(canonical.toString().getBytes(StandardCharsets.UTF_8));
    String signature = HexFormat.of().formatHex(mac(key(day), toSign));
    return Map.of(
        "X-Amz-Date",
        time,
        "Authorization",
        ALGORITHM
            + " Credential="
            + accessKey
            + "/"
            + scope
            + ", SignedHeaders="
            + names
            + ", Signature="
            + signature);
  }

  private static String path(URI url) {
    return url.getRawPath().isEmpty() ? "/" : url.getRawPath();
  }

  private static String host(URI url) {
    return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
  }

  private byte[] key(String day) {
    DayKey known = latest;
    if (known != null && known.day().equals(day)) {
      return known.key();
    }
    byte[] ofDay = mac(("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8), day);
    byte[] key = mac(mac(mac(ofDay, region), service), "aws4_request");
    latest = new DayKey(day, key);
    return key;
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
