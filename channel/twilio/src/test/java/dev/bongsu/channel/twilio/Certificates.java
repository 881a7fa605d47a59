package dev.bongsu.channel.twilio;

import dev.bongsu.channel.spi.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Certificates that sign themselves, made by the JDK's own keytool. */
public final class Certificates {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final KeyStore store;

  private Certificates(KeyStore store) {
    this.store = store;
  }

  /** A certificate for 127.0.0.1. */
  public static Certificates in(Path directory) {
    try {
      Path file = Files.createTempDirectory(directory, "certificate").resolve("store.p12");
      Process keytool =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                      "-genkeypair",
                      "-keyalg",
                      "EC",
                      "-groupname",
                      "secp256r1",
                      "-alias",
                      "relay",
                      "-dname",
                      "CN=relay",
                      "-ext",
                      "san=ip:127.0.0.1",
                      "-storetype",
                      "PKCS12",
                      "-storepass",
                      "changeit",
                      "-validity",
                      "3650",
                      "-keystore",
                      file.toString()))
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
  public SSLContext server() {
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

  /** What a client trusts. */
  public Trust trust() {
    try {
      return new Trust(List.of(store.getCertificate("relay")));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no certificate to trust", e);
    }
  }
}
