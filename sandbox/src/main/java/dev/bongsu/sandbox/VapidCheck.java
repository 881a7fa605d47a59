package dev.bongsu.sandbox;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out whether a push request says rightly who sent it (RFC 8292). For many threads. */
final class VapidCheck {
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final int KEPT = 1_000;
  private static final int POINT_BYTES = 65;
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "vapid t=(?<signed>[\\w-]+\\.(?<claims>[\\w-]+))\\.(?<signature>[\\w-]+), ?k=(?<key>[\\w-]+)");
  private static final byte[] KEY_INFO =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

  private final String audience;
  private final Clock clock;
  private final Map<String, Instant> checked = new LinkedHashMap<>();

  VapidCheck(String audience, Clock clock) {
    this.audience = audience;
    this.clock = clock;
  }

  /** Null if it does, else what is wrong. */
  @Nullable String problem(String authorization) {
    Instant now = clock.instant();
    synchronized (checked) {
      Instant until = checked.get(authorization);
      if (until != null && now.isBefore(until)) {
        return null;
      }
    }
    Matcher parts = AUTHORIZATION.matcher(authorization);
    if (!parts.matches()) {
      return "wanted vapid t=<token>, k=<key>";
    }
    try {
      Instant until = until(Json.readObject(decoded(parts.group("claims"))));
      if (until == null || !until.isAfter(now) || until.isAfter(now.plus(LONGEST))) {
        return "wanted an aud of " + audience + ", a sub, and an exp within 24 hours";
      }
      if (!isSigned(parts)) {
        return "the signature is wrong";
      }
      keep(authorization, until);
      return null;
    } catch (JsonException | GeneralSecurityException | IllegalArgumentException _) {
      return "the token or the key cannot be read";
    }
  }

  private @Nullable Instant until(Map<String, @Nullable Object> claims) {
    boolean sound =
        audience.equals(claims.get("aud"))
            && claims.get("sub") instanceof String subject
            && (subject.startsWith("mailto:") || subject.startsWith("https:"));
    return sound && claims.get("exp") instanceof Number until
        ? Instant.ofEpochSecond(until.longValue())
        : null;
  }

  private static boolean isSigned(Matcher parts) throws GeneralSecurityException {
    byte[] point = decoded(parts.group("key"));
    byte[] signature = decoded(parts.group("signature"));
    if (point.length != POINT_BYTES) {
      return false;
    }
    Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
    byte[] key =
        ByteBuffer.allocate(KEY_INFO.length + POINT_BYTES).put(KEY_INFO).put(point).array();
    check.initVerify(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key)));
    check.update(parts.group("signed").getBytes(StandardCharsets.US_ASCII));
    return check.verify(signature);
  }

  private void keep(String authorization, Instant until) {
    synchronized (checked) {
      if (checked.size() == KEPT) {
        checked.clear();
      }
      checked.put(authorization, until);
    }
  }

  private static byte[] decoded(String text) {
    return Base64.getUrlDecoder().decode(text);
  }
}
