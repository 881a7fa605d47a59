package dev.bongsu.smpp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an SMSC tells of a message that it took: in optional parameters (SMPP 3.4 sections 5.3.2.12,
 * 5.3.2.31 and 5.3.2.35), as text (appendix B), or both.
 *
 * @param messageId as the answer to {@code submit_sm} gave it
 * @param error what the network said, in the SMSC's own numbers or three digits of the network's;
 *     null where it said nothing
 */
public record DeliveryReceipt(String messageId, State state, @Nullable String error) {
  /** The states of a message (SMPP 3.4 section 5.2.28), with their codes in texts. */
  public enum State {
    /** On its way. */
    ENROUTE(1, "ENROUTE"),
    /** On the device. */
    DELIVERED(2, "DELIVRD"),
    /** Its time ran out. */
    EXPIRED(3, "EXPIRED"),
    /** Deleted at the SMSC. */
    DELETED(4, "DELETED"),
    /** It cannot be delivered. */
    UNDELIVERABLE(5, "UNDELIV"),
    /** Read by somebody on behalf of the subscriber. */
    ACCEPTED(6, "ACCEPTD"),
    /** The SMSC does not know. */
    UNKNOWN(7, "UNKNOWN"),
    /** Refused. */
    REJECTED(8, "REJECTD");

    private final int code;
    private final String word;

    State(int code, String word) {
      this.code = code;
      this.word = word;
    }

    /** The value of {@code message_state}. */
    public int code() {
      return code;
    }

    /** The word after {@code stat:}. */
    public String word() {
      return word;
    }

    private static Optional<State> of(int code) {
      return Arrays.stream(values()).filter(each -> each.code == code).findFirst();
    }

    private static Optional<State> of(String word) {
      return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }
  }

  /** Appendix B is only what is typical: order, spaces and case differ. */
  private static final Pattern ID = field("id", "[^\\s]{1,64}");

  private static final Pattern STATE = field("stat", "[A-Za-z]{1,7}");
  private static final Pattern ERROR = field("err", "[^\\s]{1,10}");
  private static final byte GSM = 3;
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyMMddHHmm", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The receipt in a message of that kind; optional parameters count more than text. */
  public static Optional<DeliveryReceipt> read(ShortMessage message) {
    String text = new String(message.userData(), StandardCharsets.ISO_8859_1);
    String id = message.optionText(ShortMessage.RECEIPTED_MESSAGE_ID);
    if (id == null || id.isEmpty()) {
      id = found(ID, text);
    }
    byte[] code = message.options().get(ShortMessage.MESSAGE_STATE);
    Optional<State> state = code == null || code.length == 0 ? Optional.empty() : State.of(code[0]);
    if (state.isEmpty()) {
      String word = found(STATE, text);
      state = word == null ? state : State.of(word.toUpperCase(Locale.ROOT));
    }
    String messageId = id;
    return messageId == null
        ? Optional.empty()
        : state.map(each -> new DeliveryReceipt(messageId, each, error(message, text)));
  }

  /** The receipt as optional parameters; an error, where it is a number, is one of GSM. */
  public Map<Integer, byte[]> options() {
    Map<Integer, byte[]> options = new HashMap<>();
    options.put(ShortMessage.RECEIPTED_MESSAGE_ID, CString.body(messageId));
    options.put(ShortMessage.MESSAGE_STATE, new byte[] {(byte) state.code()});
    if (error != null && error.matches("\\d{1,4}")) {
      int code = Integer.parseInt(error);
      options.put(
          ShortMessage.NETWORK_ERROR_CODE, new byte[] {GSM, (byte) (code >> 8), (byte) code});
    }
    return options;
  }

  /** The receipt as text. */
  public String text(Instant submitted, Instant done) {
    boolean delivered = state == State.DELIVERED;
    return "id:%s sub:001 dlvrd:%s submit date:%s done date:%s stat:%s err:%s text:"
        .formatted(
            messageId,
            delivered ? "001" : "000",
            MINUTE.format(submitted),
            MINUTE.format(done),
            state.word(),
            error == null ? "000" : error);
  }

  private static @Nullable String error(ShortMessage message, String text) {
    byte[] code = message.options().get(ShortMessage.NETWORK_ERROR_CODE);
    String told = found(ERROR, text);
    return told != null || code == null || code.length != 3
        ? told
        : "%03d".formatted((code[1] & 0xff) << 8 | (code[2] & 0xff));
  }

  private static Pattern field(String name, String value) {
    return Pattern.compile(
        "(?:^|\\s)" + name + "\\s*:\\s*(" + value + ")", Pattern.CASE_INSENSITIVE);
  }

  private static @Nullable String found(Pattern field, String text) {
    Matcher matcher = field.matcher(text);
    return matcher.find() ? matcher.group(1) : null;
  }
}
