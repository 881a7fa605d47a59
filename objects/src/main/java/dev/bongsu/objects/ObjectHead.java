package dev.bongsu.objects;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an uploader says of a file, kept as given.
 *
 * @param contentType a media type (RFC 9110 section 8.3.1), at most 255 characters
 * @param contentDisposition as in RFC 6266, at most 1,024 characters; null for none
 */
public record ObjectHead(String contentType, @Nullable String contentDisposition) {
  /** What a file is of which nobody says more. */
  public static final String UNKNOWN_TYPE = "application/octet-stream";

  private static final int MAX_TYPE_LENGTH = 255;
  private static final int MAX_DISPOSITION_LENGTH = 1024;
  private static final Pattern TYPE =
      Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+\\s*(;.*)?");

  public ObjectHead {
    if (contentType.length() > MAX_TYPE_LENGTH || !TYPE.matcher(contentType).matches()) {
      throw new IllegalArgumentException(
          "Content-Type: wanted type/subtype of at most " + MAX_TYPE_LENGTH + " characters");
    }
    if (contentDisposition != null && contentDisposition.length() > MAX_DISPOSITION_LENGTH) {
      throw new IllegalArgumentException(
          "Content-Disposition: wanted at most " + MAX_DISPOSITION_LENGTH + " characters");
    }
    requirePrintable("Content-Type", contentType);
    if (contentDisposition != null) {
      requirePrintable("Content-Disposition", contentDisposition);
    }
  }

  /** The bytes by which two heads are told apart. */
  byte[] bytes() {
    String disposition = contentDisposition == null ? "" : contentDisposition;
    return (contentType + "\n" + disposition).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * These go out again as headers: nothing in them may end a line, and what is not ASCII does not
   * get through one unharmed (RFC 9110 section 5.5).
   */
  private static void requirePrintable(String header, String value) {
    if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException(
          header + ": wanted printable ASCII; other names go as filename*=UTF-8''… (RFC 8187)");
    }
  }
}
