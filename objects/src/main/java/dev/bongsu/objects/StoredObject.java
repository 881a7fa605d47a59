package dev.bongsu.objects;

import dev.bongsu.kernel.ObjectId;

/**
 * An object that is kept.
 *
 * @param sha256 of its bytes, 64 lower-case hexadecimal digits
 * @param sizeBytes 1 to {@link ObjectStore#MAX_BYTES}
 */
public record StoredObject(ObjectId id, ObjectHead head, String sha256, long sizeBytes) {
  /**
   * What to call the file, from its Content-Disposition; {@code attachment} where that has none.
   */
  public String fileName() {
    String disposition = head.contentDisposition();
    String name = disposition == null ? null : FileNames.in(disposition);
    return name == null ? "attachment" : name;
  }
}
