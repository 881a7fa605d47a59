package dev.bongsu.channel.spi;

import dev.bongsu.json.Fields;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates a provider's server may show.
 *
 * @param certificates trusted instead of the JDK's roots; none for the JDK's roots
 */
public record Trust(List<Certificate> certificates) {
  /** The JDK's roots. */
  public static final Trust JDK = new Trust(List.of());

  /** By which the JDK says that the other end was gone before TLS was up. */
  private static final Set<String> ENDS =
      Set.of("Remote host terminated the handshake", "Remote host closed the channel");

  public Trust {
    certificates = List.copyOf(certificates);
  }

  /** The certificates in the PEM file that a field names; faults are noted in {@code fields}. */
  public static Trust read(Fields fields, String name, Path base) {
    String pem = Secrets.file(fields, name, base);
    if (pem == null) {
      return JDK;
    }
    try {
      return ofPem(pem);
    } catch (CertificateException _) {
      fields.fault(name, "wanted a PEM file with certificates");
      return JDK;
    }
  }

  /**
   * The certificates of a PEM text.
   *
   * @throws CertificateException if there is none
   */
  public static Trust ofPem(String pem) throws CertificateException {
    var certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    if (certificates.isEmpty()) {
      throw new CertificateException("wanted at least one certificate but found none");
    }
    return new Trust(List.copyOf(certificates));
  }

  /** TLS that trusts these and nobody else; checking the host's name is up to the caller. */
  public SSLContext context() {
    return context(null);
  }

  /**
   * The same.
   *
   * @param own show who we are to servers that ask; null for nothing to show
   */
  public SSLContext context(KeyManager @Nullable [] own) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      if (certificates.isEmpty()) {
        context.init(own, null, null);
        return context;
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < certificates.size(); i++) {
        store.setCertificateEntry("trusted-" + i, certificates.get(i));
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      context.init(own, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java platform can keep certificates in memory", e);
    }
  }

  /**
   * Whether a call failed by a certificate or by TLS itself. A connection that ends or hangs during
   * a handshake says nothing of either, in whatever words: the socket's own exception may lie
   * beneath, or none where the JDK's HTTP client met the end of the stream.
   */
  public static boolean isToBlameFor(IOException e) {
    boolean tls = false;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        tls = true;
      } else if (tls && cause instanceof IOException) {
        return false;
      }
      if (ENDS.contains(String.valueOf(cause.getMessage()))) {
        return false;
      }
    }
    return tls;
  }
}
