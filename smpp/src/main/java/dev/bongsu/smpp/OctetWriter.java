package dev.bongsu.smpp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the parameters of a unit, one after the other (SMPP 3.4 section 3.1). */
final class OctetWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

  OctetWriter octet(int value) {
    out.write(value);
    return this;
  }

  OctetWriter octets(byte[] value) {
    out.writeBytes(value);
    return this;
  }

  /** With the zero that ends it; {@code text} holds none, and its characters are octets. */
  OctetWriter text(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    out.write(0);
    return this;
  }

  OctetWriter twoOctets(int value) {
    out.write(value >>> 8);
    out.write(value);
    return this;
  }

  byte[] written() {
    return out.toByteArray();
  }
}
