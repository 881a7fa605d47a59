package dev.bongsu.channel.email;

import dev.bongsu.kernel.DeliveryId;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A mail with its envelope.
 *
 * @param from the envelope's sender, to whom it comes back
 * @param pieces the message
 */
record Mail(
    DeliveryId delivery, MailAddress from, MailAddress to, Reports reports, List<Piece> pieces) {
  /** What the servers on the way are to report (RFC 3461 section 4.1). */
  enum Reports {
    /** Only what is of use to a person who reads them. */
    FAILURES("FAILURE,DELAY"),
    /** All, for a program that reads them. */
    ALL("SUCCESS,FAILURE,DELAY");

    private final String keywords;

    Reports(String keywords) {
      this.keywords = keywords;
    }

    String keywords() {
      return keywords;
    }
  }

  Mail {
    pieces = List.copyOf(pieces);
  }

  boolean needsUtf8() {
    return from.needsUtf8() || to.needsUtf8();
  }

  long sizeBytes() {
    return pieces.stream().mapToLong(Piece::sizeBytes).sum();
  }

  void writeTo(OutputStream out) throws IOException {
    for (Piece piece : pieces) {
      piece.writeTo(out);
    }
  }
}
