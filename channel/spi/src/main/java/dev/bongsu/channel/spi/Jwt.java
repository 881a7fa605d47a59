package dev.bongsu.channel.spi;

import dev.bongsu.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes tokens that say who we are (RFC 7519, in the compact form of RFC 7515 section 7.1). */
public final class Jwt {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private Jwt() {}

  /**
   * A signed token: ES256 with an EC key, whose signature is R and S of 32 bytes each (RFC 7518
   * section 3.4), RS256 with an RSA key.
   *
   * @param header beside {@code alg}
   */
  public static String signed(
      Map<String, String> header, Map<String, Object> claims, PrivateKey key) {
    boolean elliptic = key.getAlgorithm().equals("EC");
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("alg", elliptic ? "ES256" : "RS256");
    all.putAll(header);
    String content =
        BASE64.encodeToString(Json.write(all)) + "." + BASE64.encodeToString(Json.write(claims));
    try {
      Signature signature =
          Signature.getInstance(elliptic ? "SHA256withECDSAinP1363Format" : "SHA256withRSA");
      signature.initSign(key);
      signature.update(content.getBytes(StandardCharsets.US_ASCII));
      return content + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("wanted an EC key on P-256 or an RSA key", e);
    }
  }
}
