package dev.bongsu.channel.browser;

import dev.bongsu.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells push services who we are: a token for each, signed with ES256 and kept for hours (RFC 8292
 * section 2; RFC 7518 section 3.4 for the signature). For many threads.
 */
final class Vapid {
  /** RFC 8292 section 2 allows 24 h from when it is received. */
  static final Duration VALID = Duration.ofHours(12);

  static final Duration KEPT = Duration.ofHours(6);
  private static final int MOST_ORIGINS = 1_000;
  private static final String HEADER = encoded("{\"typ\":\"JWT\",\"alg\":\"ES256\"}");

  private final VapidKeys keys;
  private final String subject;
  private final Clock clock;
  private final Map<Origin, Token> tokens;

  private record Token(String authorization, Instant madeAt) {
    /** Without the token. */
    @Override
    public String toString() {
      return "token made at " + madeAt;
    }
  }

  Vapid(VapidKeys keys, String subject, Clock clock) {
    this.keys = keys;
    this.subject = subject;
    this.clock = clock;
    this.tokens =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Origin, Token> eldest) {
            return size() > MOST_ORIGINS;
          }
        };
  }

  /** The value of the header Authorization for this push service. */
  String authorization(Origin origin) {
    Instant now = clock.instant();
    synchronized (tokens) {
      Token kept = tokens.get(origin);
      if (kept != null && now.isBefore(kept.madeAt().plus(KEPT))) {
        return kept.authorization();
      }
    }
    var made = new Token("vapid t=" + token(origin, now) + ", k=" + keys.publicText(), now);
    synchronized (tokens) {
      tokens.put(origin, made);
    }
    return made.authorization();
  }

  private String token(Origin origin, Instant now) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("aud", origin.toString());
    claims.put("exp", now.plus(VALID).getEpochSecond());
    claims.put("sub", subject);
    String signed = HEADER + "." + encoded(Json.writeText(claims));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(keys.privateKey());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + encoded(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform can sign with a key of P-256", e);
    }
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
