package dev.bongsu.sandbox;

import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.smpp.Alphabet;
import dev.bongsu.smpp.Parts;
import dev.bongsu.smpp.Pdu;
import dev.bongsu.smpp.ShortMessage;
import dev.bongsu.smpp.SmppException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads short messages as a phone would. */
final class Texts {
  private static final HexFormat HEX = HexFormat.of();

  private Texts() {}

  /** The text of all units in {@code raw}, and the units in hexadecimal, a line each. */
  static SandboxMessage.Body body(byte[] raw) {
    var text = new StringBuilder();
    var lines = new StringBuilder();
    try (var in = new DataInputStream(new ByteArrayInputStream(raw))) {
      Pdu pdu = Pdu.read(in);
      while (pdu != null) {
        lines.append(HEX.formatHex(pdu.encoded())).append('\n');
        text.append(text(ShortMessage.read(pdu.body())));
        pdu = Pdu.read(in);
      }
    } catch (IOException _) {
      // What cannot be read is still to be seen in raw.
    }
    return new SandboxMessage.Body(new Content(Map.of("text", text.toString())), lines.toString());
  }

  /** Where a message stands in a longer one. */
  static Parts.Part part(ShortMessage message) throws SmppException {
    return (message.esmClass() & ShortMessage.HAS_HEADER) == 0
        ? new Parts.Part(0, 1, 1, message.userData())
        : Parts.read(message.userData());
  }

  /** The delivery that a message names, null where it names none. */
  static @Nullable DeliveryId delivery(ShortMessage message) {
    String name = message.optionText(SmppStandInSettings.DELIVERY_TAG);
    return name == null ? null : DeliveryId.parsed(name).orElse(null);
  }

  private static String text(ShortMessage message) throws SmppException {
    byte[] octets = part(message).text();
    return switch (message.dataCoding()) {
      case 0 -> Alphabet.GSM_7.decode(octets);
      case 8 -> Alphabet.UCS_2.decode(octets);
      default -> new String(octets, StandardCharsets.ISO_8859_1);
    };
  }
}
