package dev.bongsu.sandbox;

/**
 * Whose requests the stand-in for SES takes.
 *
 * @param port 0 for any free one
 * @param region a part of what is signed
 */
public record SesStandInSettings(int port, String region, String accessKey, String secretKey) {
  /** Any free port, and keys that are no secret. */
  public static SesStandInSettings defaults() {
    return new SesStandInSettings(0, "eu-west-1", "AKIASANDBOX", "sandbox");
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "SES stand-in of " + accessKey + " in " + region;
  }
}
