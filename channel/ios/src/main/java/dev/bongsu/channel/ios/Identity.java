package dev.bongsu.channel.ios;

import dev.bongsu.channel.spi.PrivateKeys;
import dev.bongsu.channel.spi.Secrets;
import dev.bongsu.json.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.interfaces.ECKey;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** How the push service knows who we are. */
public sealed interface Identity {
  /**
   * By tokens that we sign ("provider authentication tokens").
   *
   * @param key the key of the developer account, on P-256
   */
  record Token(String teamId, String keyId, PrivateKey key) implements Identity {
    /** Without the key. */
    @Override
    public String toString() {
      return "key " + keyId + " of team " + teamId;
    }
  }

  /** Of P-256, the curve of ES256 (RFC 7518 section 3.4). */
  int CURVE_BITS = 256;

  /** By the certificate that we show in the handshake. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Certificate(KeyManager[] managers) implements Identity {
    /** Without the key. */
    @Override
    public String toString() {
      return "a certificate";
    }
  }

  /**
   * The identity in {@code fields}, where faults are noted; null if there are any.
   *
   * @param base what relative paths are relative to
   */
  static @Nullable Identity read(Fields fields, Path base) {
    if (fields.has("certificateFile")) {
      for (String other : new String[] {"teamId", "keyId", "keyFile", "key"}) {
        if (fields.has(other)) {
          fields.fault(other, "wanted either this or certificateFile");
        }
      }
      return certificate(fields, base);
    }
    return token(fields, base);
  }

  private static @Nullable Identity token(Fields fields, Path base) {
    String teamId = fields.requiredText("teamId", 64);
    String keyId = fields.requiredText("keyId", 64);
    String pem = Secrets.read(fields, "key", base);
    if (pem == null) {
      if (!fields.has("key")) {
        fields.missing("keyFile");
      }
      return null;
    }
    try {
      PrivateKey key = PrivateKeys.ofPem(pem, "EC");
      if (key instanceof ECKey ec && ec.getParams().getOrder().bitLength() == CURVE_BITS) {
        return new Token(teamId, keyId, key);
      }
      throw new InvalidKeyException("wanted a private key on P-256, as ES256 signs with");
    } catch (GeneralSecurityException e) {
      fields.fault(fields.has("keyFile") ? "keyFile" : "key", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static @Nullable Identity certificate(Fields fields, Path base) {
    String path = Objects.requireNonNullElse(fields.text("certificateFile", 4096), "");
    String password =
        Objects.requireNonNullElse(Secrets.read(fields, "certificatePassword", base), "");
    try (InputStream in = Files.newInputStream(base.resolve(path))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password.toCharArray());
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, password.toCharArray());
      return new Certificate(managers.getKeyManagers());
    } catch (IOException | GeneralSecurityException | InvalidPathException _) {
      fields.fault(
          "certificateFile", "wanted a PKCS #12 file that the password opens but found " + path);
      return null;
    }
  }
}
