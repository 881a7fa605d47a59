package dev.bongsu.sandbox;

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
 */
public record TwilioSandboxSettings(
    int port, @Nullable SSLContext tls, String accountSid, String authToken, Duration patience) {
  /** A free port, plain HTTP. */
  public static TwilioSandboxSettings of(String accountSid, String authToken) {
    return new TwilioSandboxSettings(0, null, accountSid, authToken, Duration.ofSeconds(10));
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "account " + accountSid;
  }
}
