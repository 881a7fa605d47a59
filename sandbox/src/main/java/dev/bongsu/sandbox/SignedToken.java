package dev.bongsu.sandbox;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A token whose signature is right (RFC 7515 section 5.2). */
record SignedToken(Map<String, @Nullable Object> header, Map<String, @Nullable Object> claims) {
  /**
   * The token in a text.
   *
   * @param algorithm {@code ES256} or {@code RS256}: no other is taken (RFC 8725 section 3.1)
   * @return empty where it is none, or not signed with this key
   */
  static Optional<SignedToken> of(String text, String algorithm, PublicKey key) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      Base64.Decoder base64 = Base64.getUrlDecoder();
      var token =
          new SignedToken(
              Json.readObject(base64.decode(parts[0])), Json.readObject(base64.decode(parts[1])));
      byte[] signed = base64.decode(parts[2]);
      Signature signature = Signature.getInstance(verifier(algorithm, signed));
      signature.initVerify(key);
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      boolean right = algorithm.equals(token.header().get("alg")) && signature.verify(signed);
      return right ? Optional.of(token) : Optional.empty();
    } catch (GeneralSecurityException | JsonException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * R and S of 32 bytes each are what RFC 7518 section 3.4 wants; the providers that we stand in
   * for take DER too, which well-known clients send.
   */
  private static String verifier(String algorithm, byte[] signature) {
    if (algorithm.equals("RS256")) {
      return "SHA256withRSA";
    }
    return signature.length == 64 ? "SHA256withECDSAinP1363Format" : "SHA256withECDSA";
  }

  /** Whether a claim is this text. */
  boolean says(String claim, String wanted) {
    return wanted.equals(claims.get(claim));
  }

  /** A claim that is a number of seconds; empty where it is none. */
  Optional<Long> seconds(String claim) {
    return claims.get(claim) instanceof Number number
        ? Optional.of(number.longValue())
        : Optional.empty();
  }
}
