package dev.bongsu.channel.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What of a call that failed is said of certificates and TLS. */
class TrustTest {
  private static final String ENDED = "Remote host terminated the handshake";

  @Test
  void a_certificate_or_the_other_ends_refusal_is_to_blame() {
    var certificate = new CertificateException("nobody vouches for it");
    for (IOException each :
        List.of(
            handshake("(certificate_unknown)", certificate),
            handshake("Received fatal alert: handshake_failure", null),
            new SSLException("Unsupported or unrecognized SSL message"),
            new IOException("wrapped", handshake("(certificate_unknown)", certificate)),
            handshake("wrapped", handshake("(certificate_unknown)", certificate)))) {
      assertThat(Trust.isToBlameFor(each)).as(each.toString()).isTrue();
    }
  }

  @Test
  void a_connection_that_ends_or_hangs_during_the_handshake_is_not() {
    for (IOException each :
        List.of(
            handshake(ENDED, new EOFException("SSL peer shut down incorrectly")),
            handshake(ENDED, new IOException("Broken pipe")),
            handshake(ENDED, null),
            handshake(ENDED, handshake(ENDED, null)),
            handshake("Remote host closed the channel", null),
            handshake("Read timed out", new SocketTimeoutException("Read timed out")),
            new SSLException("Connection reset", new SocketException("Connection reset")))) {
      assertThat(Trust.isToBlameFor(each)).as(each.toString()).isFalse();
    }
  }

  @Test
  void nor_is_TLS_to_blame_where_there_was_none() {
    assertThat(Trust.isToBlameFor(new IOException("Connection refused"))).isFalse();
  }

  private static SSLHandshakeException handshake(String message, @Nullable Throwable cause) {
    return new SSLHandshakeException(message, cause);
  }
}
