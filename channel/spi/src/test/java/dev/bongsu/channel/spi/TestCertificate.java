package dev.bongsu.channel.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate that signs itself, made by the JDK's own keytool: that takes a second or so.
 *
 * @param file PKCS #12, under {@link #PASSWORD}
 */
public record TestCertificate(Path file, X509Certificate certificate, PrivateKey key) {
  /** Opens {@link #file}. */
  public static final String PASSWORD = "changeit";

  private static final String ALIAS = "own";

  /** For 127.0.0.1. */
  public static TestCertificate in(Path directory) {
    return forNames("ip:127.0.0.1", directory);
  }

  /** For names like {@code dns:localhost,ip:127.0.0.1}, of a key on the curve P-256. */
  public static TestCertificate forNames(String names, Path directory) {
    return make(directory, names, "CN=relay", "-keyalg", "EC", "-groupname", "secp256r1");
  }

  /** For 127.0.0.1 and a subject like {@code CN=relay}, of an RSA key of 2,048 bits. */
  public static TestCertificate ofRsa(String subject, Path directory) {
    return make(directory, "ip:127.0.0.1", subject, "-keyalg", "RSA", "-keysize", "2048");
  }

  private static TestCertificate make(
      Path directory, String names, String subject, String... algorithm) {
    try {
      Path file = Files.createTempDirectory(directory, "certificate").resolve("store.p12");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      command.add("-genkeypair");
      command.addAll(List.of(algorithm));
      command.addAll(List.of("-alias", ALIAS, "-dname", subject, "-ext", "san=" + names));
      command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
      command.addAll(List.of("-validity", "3650", "-keystore", file.toString()));
      Process keytool =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool made no certificate");
      }
      KeyStore store = opened(file);
      return new TestCertificate(
          file,
          (X509Certificate) store.getCertificate(ALIAS),
          (PrivateKey) store.getKey(ALIAS, PASSWORD.toCharArray()));
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      throw new IllegalStateException("no certificate to test with", e);
    }
  }

  private static KeyStore opened(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  /** What a server shows. */
  public SSLContext server() {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(opened(file), PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("no TLS to test with", e);
    }
  }

  /** The certificate for everybody to read. */
  public String pem() {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no certificate to show", e);
    }
  }

  /** What a client trusts. */
  public Trust trust() {
    return new Trust(List.of(certificate));
  }
}
