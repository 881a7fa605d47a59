package dev.bongsu.channel.twilio;

import dev.bongsu.kernel.Sha256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whether a request is from Twilio (Twilio's "Security", section "Validating requests"): HMAC-SHA1
 * over the URL and what was posted. Comparisons take the same time whatever they find.
 */
final class TwilioSignature {
  private static final String ALGORITHM = "HmacSHA1";
  private static final String BODY_HASH = "bodySHA256";

  private final SecretKeySpec key;

  TwilioSignature(String authToken) {
    this.key = new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /** Whether this is the signature of a form that was posted to a URL. */
  boolean isOfForm(String signature, URI url, Map<String, List<String>> form) {
    var posted = new StringBuilder();
    new TreeMap<>(form)
        .forEach((name, values) ->
            new TreeSet<>(values).forEach(value -> posted.append(name).append(value)));
    return isOf(signature, url, posted.toString());
  }

  /** Whether this is the signature of any other body: its hash stands in the URL. */
  boolean isOfBody(String signature, URI url, byte[] body) {
    String hash = HexFormat.of().formatHex(Sha256.of(body));
    List<String> claimed = Forms.query(url).getOrDefault(BODY_HASH, List.of(""));
    boolean sameBody = equal(hash, claimed.getFirst());
    boolean signed = isOf(signature, url, "");
    return sameBody && signed;
  }

  /** Twilio signs some URLs with their usual port and some without. */
  private boolean isOf(String signature, URI url, String posted) {
    String text = url.toString();
    String bare = withPort(url, "");
    String usual = withPort(url, "http".equals(url.getScheme()) ? ":80" : ":443");
    boolean found = equal(signature, sign(text + posted));
    found |= url.getPort() >= 0 && equal(signature, sign(bare + posted));
    found |= url.getPort() < 0 && equal(signature, sign(usual + posted));
    return found;
  }

  private static String withPort(URI url, String port) {
    String text = url.toString();
    String authority = url.getRawAuthority();
    String host = authority.replaceFirst(":\\d+$", "");
    int at = text.indexOf(authority);
    return text.substring(0, at) + host + port + text.substring(at + authority.length());
  }

  private String sign(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform can do HMAC-SHA1", e);
    }
  }

  private static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
