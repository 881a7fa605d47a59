package dev.bongsu.channel.email;

/**
 * A file that goes with a mail.
 *
 * @param contentType as its owner named it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Enclosure(String objectId, String fileName, String contentType, byte[] bytes) {
  /** Whether the HTML shows it in its text (RFC 2392). */
  boolean isShownIn(String html) {
    return html.contains("cid:" + objectId);
  }

  Entity inline() {
    return Entity.file(fileName, contentType, bytes, objectId);
  }

  Entity attachment() {
    return Entity.file(fileName, contentType, bytes, null);
  }
}
