package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.ProviderSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of SNS lies on the web: certificates, which are kept, and addresses that confirm a
 * subscription. Only addresses of Amazon's are ever called, whatever a message names. For many
 * threads.
 */
final class SnsWeb {
  private static final Pattern AMAZON =
      Pattern.compile("sns\\.[a-z0-9-]{3,30}\\.amazonaws\\.com(\\.cn)?");
  private static final int MOST_CERTIFICATES = 16;

  /** Strangers can make us call; never more than this at a time. */
  private static final int MOST_CALLS = 4;

  private final @Nullable URI origin;
  private final BoundedHttp http;
  private final Semaphore calls = new Semaphore(MOST_CALLS);
  private final Map<URI, X509Certificate> certificates = new LinkedHashMap<>();

  /**
   * The web of Amazon, or of whoever stands in for it.
   *
   * @param origin null for Amazon's own hosts
   */
  SnsWeb(@Nullable URI origin, ProviderSettings common) {
    this.origin = origin;
    this.http = new BoundedHttp(common);
  }

  /** The address that this text is, if it is one of theirs. */
  Optional<URI> trusted(String text) {
    try {
      URI url = URI.create(text);
      boolean theirs =
          origin == null
              ? "https".equals(url.getScheme())
                  && url.getHost() != null
                  && AMAZON.matcher(url.getHost()).matches()
                  && (url.getPort() < 0 || url.getPort() == 443)
              : origin.getScheme().equals(url.getScheme())
                  && origin.getHost().equals(url.getHost())
                  && origin.getPort() == url.getPort();
      return Optional.of(url).filter(_ -> theirs && url.getRawUserInfo() == null);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * The certificate at a trusted address.
   *
   * @throws IOException if it cannot be had
   */
  X509Certificate certificate(URI url) throws IOException, InterruptedException {
    synchronized (certificates) {
      X509Certificate known = certificates.get(url);
      if (known != null) {
        return known;
      }
    }
    X509Certificate found;
    try {
      found =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(get(url)));
    } catch (CertificateException e) {
      throw new IOException("what lies there is no certificate", e);
    }
    synchronized (certificates) {
      if (certificates.size() == MOST_CERTIFICATES) {
        certificates.remove(certificates.keySet().iterator().next());
      }
      certificates.put(url, found);
    }
    return found;
  }

  /**
   * Calls a trusted address, which is all that it takes to confirm.
   *
   * @throws IOException if nobody answers, or not with 200
   */
  void visit(URI url) throws IOException, InterruptedException {
    get(url);
  }

  private byte[] get(URI url) throws IOException, InterruptedException {
    if (!calls.tryAcquire()) {
      throw new IOException("too many calls at a time");
    }
    try {
      HttpResponse<byte[]> answer = http.send(HttpRequest.newBuilder(url).GET().build());
      if (answer.statusCode() != 200) {
        throw new IOException("wanted 200 but found " + answer.statusCode());
      }
      return answer.body();
    } finally {
      calls.release();
    }
  }
}
