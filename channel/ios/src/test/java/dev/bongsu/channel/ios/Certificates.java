package dev.bongsu.channel.ios;

import dev.bongsu.channel.spi.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** A certificate that signs itself, made by the JDK's own keytool into a PKCS #12 file. */
record Certificates(Path file, X509Certificate certificate, PrivateKey key) {
  static final String PASSWORD = "changeit";

  /** For 127.0.0.1, with a common name. */
  static Certificates made(Path directory, String commonName) {
    try {
      Path file = Files.createTempDirectory(directory, "certificate").resolve("store.p12");
      Process keytool =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                      "-genkeypair",
                      "-keyalg",
                      "RSA",
                      "-keysize",
                      "2048",
                      "-alias",
                      "own",
                      "-dname",
                      "UID=" + commonName + ",CN=" + commonName,
                      "-ext",
                      "san=ip:127.0.0.1",
                      "-storetype",
                      "PKCS12",
                      "-storepass",
                      PASSWORD,
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
        store.load(in, PASSWORD.toCharArray());
      }
      return new Certificates(
          file,
          (X509Certificate) store.getCertificate("own"),
          (PrivateKey) store.getKey("own", PASSWORD.toCharArray()));
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      throw new IllegalStateException("no certificate to test with", e);
    }
  }

  Trust trust() {
    return new Trust(List.of(certificate));
  }
}
