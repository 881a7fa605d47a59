package dev.bongsu.smpp;

/**
 * The one text of a body that answers: {@code system_id} of a bind, {@code message_id} of a short
 * message. What follows it is of no interest here.
 */
public final class CString {
  /** The most octets of a {@code message_id}, with the zero that ends it. */
  public static final int MESSAGE_ID_BYTES = 65;

  private CString() {}

  /** The body. */
  public static byte[] body(String text) {
    return new OctetWriter().text(text).written();
  }

  /** The text; empty where there is no body, as in answers that refuse. */
  public static String read(byte[] body) throws SmppException {
    return body.length == 0 ? "" : new OctetReader(body).text(MESSAGE_ID_BYTES, "message_id");
  }
}
