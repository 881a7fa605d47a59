package dev.bongsu.sandbox;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How the SMTP server presents itself.
 *
 * @param port 0 for any free one
 * @param tls offers STARTTLS with this; null for none
 * @param credentials demands AUTH, after STARTTLS where there is TLS; null for none
 * @param maxMessageBytes the SIZE it declares (RFC 1870)
 * @param hang where the fault {@code timeout} stops answering
 */
public record SmtpStandInSettings(
    int port,
    @Nullable SSLContext tls,
    @Nullable Credentials credentials,
    int maxMessageBytes,
    Hang hang) {
  private static final int MAX_MESSAGE_BYTES = 36 << 20;

  /** Who may send. */
  public record Credentials(String user, String password) {
    /** Never shows the password. */
    @Override
    public String toString() {
      return "credentials of " + user;
    }
  }

  /** A moment of the dialogue. */
  public enum Hang {
    /** After DATA, before the message is asked for. */
    BEFORE_BODY,
    /** After the whole message came. */
    AFTER_BODY
  }

  public SmtpStandInSettings {
    if (maxMessageBytes < 1) {
      throw new IllegalArgumentException(
          "maxMessageBytes must be at least 1 but is " + maxMessageBytes);
    }
  }

  /** A free port, no TLS, no AUTH. */
  public static SmtpStandInSettings defaults() {
    return new SmtpStandInSettings(0, null, null, MAX_MESSAGE_BYTES, Hang.AFTER_BODY);
  }

  /** The same with STARTTLS. */
  public SmtpStandInSettings withTls(SSLContext context) {
    return new SmtpStandInSettings(port, context, credentials, maxMessageBytes, hang);
  }

  /** The same with AUTH. */
  public SmtpStandInSettings withCredentials(String user, String password) {
    return new SmtpStandInSettings(
        port, tls, new Credentials(user, password), maxMessageBytes, hang);
  }

  /** The same with another limit of size. */
  public SmtpStandInSettings withMaxMessageBytes(int bytes) {
    return new SmtpStandInSettings(port, tls, credentials, bytes, hang);
  }

  /** The same, hanging elsewhere. */
  public SmtpStandInSettings withHang(Hang where) {
    return new SmtpStandInSettings(port, tls, credentials, maxMessageBytes, where);
  }
}
