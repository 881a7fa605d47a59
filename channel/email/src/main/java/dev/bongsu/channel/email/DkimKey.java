package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.Secrets;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Sha256;
import java.net.IDN;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key that mails are signed with, and where its public half is found in the DNS: at {@code
 * <selector>._domainkey.<domain>} (RFC 6376 section 3.6.2). For many threads.
 */
record DkimKey(String domain, String selector, PrivateKey key) {
  /** Each costs time for every mail; two are what a change of keys or of algorithms needs. */
  static final int MOST = 4;

  /** Verifiers take no shorter ones (RFC 8301 section 3.2). */
  private static final int LEAST_RSA_BITS = 1024;

  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?";
  private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN (?<type>(?:RSA )?PRIVATE KEY)-----(?<base64>[A-Za-z0-9+/=\\s]+)-----END");

  /** What stands before a PKCS #1 key in PKCS #8, up to its length: version, rsaEncryption. */
  private static final byte[] RSA_ENCRYPTION =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  /**
   * The keys under {@code dkim}: an object, or a list of them, each of which signs every mail.
   * Faults are noted in {@code fields}.
   */
  static List<DkimKey> read(Fields fields, Path base) {
    List<Fields> all = new ArrayList<>();
    if (fields.raw("dkim") instanceof List<?>) {
      all.addAll(fields.children("dkim", MOST));
    } else {
      Fields one = fields.child("dkim");
      if (one != null) {
        all.add(one);
      }
    }
    List<DkimKey> keys = new ArrayList<>();
    for (Fields each : all) {
      String domain = each.named("domain", "a domain", DkimKey::domain);
      each.missing("domain");
      String selector = each.named("selector", "a DNS label", DkimKey::selector);
      each.missing("selector");
      PrivateKey key = key(each, base);
      if (domain != null && selector != null && key != null) {
        keys.add(new DkimKey(domain, selector, key));
      }
    }
    return keys;
  }

  /** The name of the algorithm in a signature (RFC 6376 section 3.3, RFC 8463 section 3). */
  String algorithm() {
    return isRsa() ? "rsa-sha256" : "ed25519-sha256";
  }

  /** The signature of {@code data}. */
  byte[] sign(byte[] data) {
    try {
      Signature signature = Signature.getInstance(isRsa() ? "SHA256withRSA" : "Ed25519");
      signature.initSign(key);
      // Ed25519 signs the hash as if it were the text (RFC 8463 section 3).
      signature.update(isRsa() ? data : Sha256.of(data));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was taken can sign", e);
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return selector + "._domainkey." + domain;
  }

  private boolean isRsa() {
    return key instanceof RSAKey;
  }

  private static @Nullable PrivateKey key(Fields fields, Path base) {
    String pem = Secrets.read(fields, "privateKey", base);
    if (pem == null) {
      if (fields.isSound()) {
        fields.missing("privateKeyFile");
      }
      return null;
    }
    Optional<PrivateKey> key = key(pem);
    String field = fields.has("privateKeyFile") ? "privateKeyFile" : "privateKey";
    if (key.isEmpty()) {
      fields.fault(field, "wanted an unencrypted RSA or Ed25519 key in PEM");
    } else if (key.get() instanceof RSAKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
      fields.fault(field, "wanted an RSA key of at least " + LEAST_RSA_BITS + " bits");
    }
    return key.orElse(null);
  }

  private static Optional<PrivateKey> key(String pem) {
    Matcher matcher = PEM.matcher(pem);
    if (!matcher.find()) {
      return Optional.empty();
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(matcher.group("base64"));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    byte[] pkcs8 = matcher.group("type").startsWith("RSA") ? wrapped(der) : der;
    for (String algorithm : List.of("RSA", "Ed25519")) {
      try {
        return Optional.of(
            KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
      } catch (GeneralSecurityException _) {
        // Of the other kind perhaps.
      }
    }
    return Optional.empty();
  }

  /** PKCS #1 as older programs write it (RFC 8017 appendix A.1.2), in PKCS #8 (RFC 5958). */
  private static byte[] wrapped(byte[] pkcs1) {
    byte[] octets = der(0x04, new byte[0], pkcs1);
    return der(0x30, RSA_ENCRYPTION, octets);
  }

  private static byte[] der(int tag, byte[] first, byte[] second) {
    int length = first.length + second.length;
    byte[] der = new byte[4 + length];
    der[0] = (byte) tag;
    der[1] = (byte) 0x82;
    der[2] = (byte) (length >> 8);
    der[3] = (byte) length;
    System.arraycopy(first, 0, der, 4, first.length);
    System.arraycopy(second, 0, der, 4 + first.length, second.length);
    return der;
  }

  private static Optional<String> domain(String text) {
    try {
      return Optional.of(IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES))
          .filter(ascii -> NAME.matcher(ascii).matches());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> selector(String text) {
    return Optional.of(text).filter(name -> name.length() <= 63 && NAME.matcher(name).matches());
  }
}
