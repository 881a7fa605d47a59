package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Certificates that sign themselves, made by the JDK's own keytool. */
final class Certificates {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final KeyStore store;

  private Certificates(KeyStore store) {
    this.store = store;
  }

  /** A certificate for a name like {@code dns:localhost} or {@code ip:127.0.0.1}. */
  static Certificates forName(String name, Path directory) {
    return make(name, directory, List.of("-keyalg", "EC", "-groupname", "secp256r1"));
  }

  /** A certificate of an RSA key, whose name is of no interest. */
  static Certificates ofRsa(Path directory) {
    return make("dns:sns.example", directory, List.of("-keyalg", "RSA", "-keysize", "2048"));
  }

  private static Certificates make(String name, Path directory, List<String> algorithm) {
    try {
      Path file = Files.createTempDirectory(directory, "certificate").resolve("store.p12");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      command.add("-genkeypair");
      command.addAll(algorithm);
      command.addAll(List.of("-alias", "relay", "-dname", "CN=relay", "-ext", "san=" + name));
      command.addAll(List.of("-storetype", "PKCS12", "-storepass", "changeit"));
      command.addAll(List.of("-validity", "3650", "-keystore", file.toString()));
      Process keytool =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool made no certificate");
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, PASSWORD);
      }
      return new Certificates(store);
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      throw new IllegalStateException("no certificate to test with", e);
    }
  }

  /** What a server shows. */
  SSLContext server() {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no TLS to test with", e);
    }
  }

  /** What the certificate's owner signs with. */
  PrivateKey key() {
    try {
      return (PrivateKey) store.getKey("relay", PASSWORD);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no key to sign with", e);
    }
  }

  /** The certificate for everybody to read. */
  String pem() {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder().encodeToString(store.getCertificate("relay").getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no certificate to show", e);
    }
  }

  /** What a client trusts. */
  Trust trust() {
    try {
      return new Trust(List.of(store.getCertificate("relay")));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no certificate to trust", e);
    }
  }
}
