package dev.bongsu.channel.spi;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What a provider may use of the house.
 *
 * @param publicUrl where the service is reached from outside, without a slash at its end
 * @param data the directory in which a provider may keep what it makes itself, such as keys
 * @param receipts takes what providers report later
 * @param links what recipients can follow
 * @param attachments the files of messages
 */
public record Surroundings(
    Clock clock,
    URI publicUrl,
    Path data,
    Receipts receipts,
    Links links,
    Attachments attachments) {
  /** Where the provider with this id posts its receipts: {@code {publicUrl}/v1/callbacks/{id}}. */
  public URI callbackUrl(String providerId) {
    return URI.create(publicUrl + "/v1/callbacks/" + providerId);
  }
}
