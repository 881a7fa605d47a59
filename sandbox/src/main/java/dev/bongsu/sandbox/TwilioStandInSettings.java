package dev.bongsu.sandbox;

import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How the stand-in for Twilio presents itself.
 *
 * @param port 0 for any free one
 * @param tls null for plain HTTP
 * @param accountSid the one account that there is
 * @param authToken its secret, which signs callbacks too
 * @param patience how long it waits for an answer to a callback
 * @param incoming whom it tells of what people write, as a number's {@code SmsUrl} does; null for
 *     nobody
 */
public record TwilioStandInSettings(
    int port,
    @Nullable SSLContext tls,
    String accountSid,
    String authToken,
    Duration patience,
    @Nullable URI incoming) {
  /** A free port, plain HTTP. */
  public static TwilioStandInSettings of(String accountSid, String authToken) {
    return new TwilioStandInSettings(0, null, accountSid, authToken, Duration.ofSeconds(10), null);
  }

  /** The same, telling this address of what people write. */
  public TwilioStandInSettings withIncoming(URI url) {
    return new TwilioStandInSettings(port, tls, accountSid, authToken, patience, url);
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "account " + accountSid;
  }
}
