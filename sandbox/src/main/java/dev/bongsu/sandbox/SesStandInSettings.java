package dev.bongsu.sandbox;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Whose requests the stand-in for SES takes, and whom it tells what became of mails.
 *
 * @param port 0 for any free one
 * @param region a part of what is signed
 * @param events null to tell nobody
 */
public record SesStandInSettings(
    int port, String region, String accessKey, String secretKey, @Nullable Events events) {
  /** A topic of SNS, and the address that is subscribed to it. */
  public record Events(String topicArn, URI subscriber) {}

  /** Any free port, and keys that are no secret. */
  public static SesStandInSettings defaults() {
    return new SesStandInSettings(0, "eu-west-1", "AKIASANDBOX", "sandbox", null);
  }

  /** The same, telling this address. */
  public SesStandInSettings withEvents(String topicArn, URI subscriber) {
    return new SesStandInSettings(
        port, region, accessKey, secretKey, new Events(topicArn, subscriber));
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "SES stand-in of " + accessKey + " in " + region;
  }
}
