package dev.bongsu.smpp;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code submit_sm} and {@code deliver_sm} carry alike (SMPP 3.4 sections 4.4.1 and 4.6.1).
 *
 * @param esmClass what kind of message it is, and whether it begins with a header
 * @param priority from 0 to 3
 * @param validity until when it is of use ({@link SmppTime}), empty for the SMSC's own
 * @param registeredDelivery 1 to be told what became of it
 * @param dataCoding the alphabet
 * @param text {@code short_message}, at most 254 octets; not copied
 * @param options the optional parameters by tag; values are not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ShortMessage(
    Party source,
    Party destination,
    int esmClass,
    int priority,
    String validity,
    int registeredDelivery,
    int dataCoding,
    byte[] text,
    Map<Integer, byte[]> options) {
  /** In {@code esm_class}: the text begins with a user data header (3GPP TS 23.040). */
  public static final int HAS_HEADER = 0x40;

  /** In {@code esm_class}: what kind of message the SMSC delivers. */
  public static final int KIND = 0x3c;

  /** Of {@link #KIND}: a delivery receipt. */
  public static final int RECEIPT = 0x04;

  /** Tag of {@code receipted_message_id}. */
  public static final int RECEIPTED_MESSAGE_ID = 0x001e;

  /** Tag of {@code network_error_code}: what kind of network, and its own code in two octets. */
  public static final int NETWORK_ERROR_CODE = 0x0423;

  /** Tag of {@code message_payload}. */
  public static final int MESSAGE_PAYLOAD = 0x0424;

  /** Tag of {@code message_state}. */
  public static final int MESSAGE_STATE = 0x0427;

  private static final int MOST_TIME_BYTES = 17;

  public ShortMessage {
    options = Map.copyOf(options);
  }

  /** The text, wherever it stands. */
  public byte[] userData() {
    byte[] payload = options.get(MESSAGE_PAYLOAD);
    return payload == null ? text : payload;
  }

  /** An option's value as text without the zero that ends it, null where it is absent. */
  public @Nullable String optionText(int tag) {
    byte[] value = options.get(tag);
    if (value == null) {
      return null;
    }
    String text = new String(value, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(0);
    return end < 0 ? text : text.substring(0, end);
  }

  /** The body of a unit. */
  public byte[] body() {
    var out = new OctetWriter().text("");
    write(out, source);
    write(out, destination);
    out.octet(esmClass)
        .octet(0)
        .octet(priority)
        .text("")
        .text(validity)
        .octet(registeredDelivery)
        .octet(0)
        .octet(dataCoding)
        .octet(0)
        .octet(text.length)
        .octets(text);
    options.forEach((tag, value) -> out.twoOctets(tag).twoOctets(value.length).octets(value));
    return out.written();
  }

  /** The short message in a body. */
  public static ShortMessage read(byte[] body) throws SmppException {
    var in = new OctetReader(body);
    in.text(6, "service_type");
    Party source = party(in, "source_addr");
    Party destination = party(in, "destination_addr");
    int esmClass = in.octet("esm_class");
    in.octet("protocol_id");
    int priority = in.octet("priority_flag");
    in.text(MOST_TIME_BYTES, "schedule_delivery_time");
    String validity = in.text(MOST_TIME_BYTES, "validity_period");
    int registeredDelivery = in.octet("registered_delivery");
    in.octet("replace_if_present_flag");
    int dataCoding = in.octet("data_coding");
    in.octet("sm_default_msg_id");
    byte[] text = in.octets(in.octet("sm_length"), "short_message");
    return new ShortMessage(
        source,
        destination,
        esmClass,
        priority,
        validity,
        registeredDelivery,
        dataCoding,
        text,
        options(in));
  }

  private static Map<Integer, byte[]> options(OctetReader in) throws SmppException {
    Map<Integer, byte[]> options = new LinkedHashMap<>();
    while (in.hasMore()) {
      int tag = in.twoOctets("the tag of an optional parameter");
      int length = in.twoOctets("the length of an optional parameter");
      options.put(tag, in.octets(length, "an optional parameter"));
    }
    return options;
  }

  private static void write(OctetWriter out, Party party) {
    out.octet(party.ton()).octet(party.npi()).text(party.address());
  }

  private static Party party(OctetReader in, String parameter) throws SmppException {
    return new Party(
        in.octet(parameter), in.octet(parameter), in.text(Party.MOST_BYTES, parameter));
  }
}
