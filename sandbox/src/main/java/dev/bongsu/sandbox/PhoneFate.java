package dev.bongsu.sandbox;

import dev.bongsu.smpp.DeliveryReceipt.State;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What can become of calls and short messages after they were taken, by their number's last two
 * digits: those numbers exist nowhere, because in every North American area code 555-0100 to
 * 555-0199 are set aside for fiction (NANPA, "555 line numbers").
 */
enum PhoneFate {
  /** Takes every call and message, as all numbers do that are not here. */
  ANSWERED("00", Call.ANSWERED, Text.DELIVERED),
  BUSY("01", Call.BUSY, Text.DELIVERED),
  /** Busy at first, and every other time after that. */
  BUSY_AT_FIRST("02", Call.ANSWERED, Text.DELIVERED),
  NO_ANSWER("03", Call.NO_ANSWER, Text.DELIVERED),
  /** Switched off, or without a network. */
  UNREACHABLE("04", Call.failed(480), Text.undelivered(30003, State.UNDELIVERABLE, 27)),
  /** Nobody has it. */
  UNASSIGNED("05", Call.failed(404), Text.undelivered(30005, State.UNDELIVERABLE, 1)),
  /** Can be called, and shows no short messages. */
  LANDLINE("06", Call.ANSWERED, Text.undelivered(30006, State.UNDELIVERABLE, 11)),
  /** An answering machine takes the calls. */
  MACHINE("07", Call.MACHINE, Text.DELIVERED),
  /** Its network lets nothing of ours through. */
  BLOCKED("08", Call.failed(403), Text.undelivered(30007, State.REJECTED, 0)),
  /** Unreachable for longer than messages are kept. */
  EXPIRED("09", Call.NO_ANSWER, new Text("failed", 30036, State.EXPIRED, 27, null)),
  /** Says that it was heard. */
  CONFIRMS("11", Call.answered("1"), Text.DELIVERED),
  /** Wants no more. */
  OPTS_OUT("19", Call.answered("9"), new Text("delivered", 0, State.DELIVERED, 0, "STOP"));

  private static final Pattern NUMBER = Pattern.compile("\\+?1[2-9]\\d{2}55501(\\d{2})");

  private final String digits;

  // Both are records of values, without an annotation to say so.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Call call;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Text text;

  /** By whom a call is answered. */
  enum Answerer {
    NOBODY,
    PERSON,
    MACHINE
  }

  /**
   * How a call ends.
   *
   * @param status {@code CallStatus} (Twilio's "Call status values")
   * @param sipCode what the network answered last (RFC 3261 section 21)
   * @param key what the person presses, null for nothing
   */
  record Call(String status, int sipCode, Answerer answerer, @Nullable String key) {
    static final Call ANSWERED = new Call("completed", 200, Answerer.PERSON, null);
    static final Call MACHINE = new Call("completed", 200, Answerer.MACHINE, null);
    static final Call BUSY = new Call("busy", 486, Answerer.NOBODY, null);

    /** Rang until the caller gave up. */
    static final Call NO_ANSWER = new Call("no-answer", 487, Answerer.NOBODY, null);

    static Call answered(String key) {
      return new Call("completed", 200, Answerer.PERSON, key);
    }

    static Call failed(int sipCode) {
      return new Call("failed", sipCode, Answerer.NOBODY, null);
    }

    boolean isAnswered() {
      return answerer != Answerer.NOBODY;
    }
  }

  /**
   * What becomes of a short message.
   *
   * @param messageStatus the last {@code MessageStatus} (Twilio's "Message status values")
   * @param errorCode Twilio's own, 0 for none
   * @param state what an SMSC tells (SMPP 3.4 section 5.2.28)
   * @param networkError of GSM (3GPP TS 29.002 section 17.6.6), 0 for none
   * @param reply what the person writes back, null for nothing
   */
  record Text(
      String messageStatus, int errorCode, State state, int networkError, @Nullable String reply) {
    static final Text DELIVERED = new Text("delivered", 0, State.DELIVERED, 0, null);

    static Text undelivered(int errorCode, State state, int networkError) {
      return new Text("undelivered", errorCode, state, networkError, null);
    }
  }

  PhoneFate(String digits, Call call, Text text) {
    this.digits = digits;
    this.call = call;
    this.text = text;
  }

  /** Of this number, in the form of E.164 with or without the plus. */
  static PhoneFate of(String number) {
    Matcher found = NUMBER.matcher(number);
    return found.matches()
        ? Arrays.stream(values())
            .filter(each -> each.digits.equals(found.group(1)))
            .findFirst()
            .orElse(ANSWERED)
        : ANSWERED;
  }

  /** Of a call; of {@link #BUSY_AT_FIRST} one that is not the first. */
  Call call() {
    return call;
  }

  Text text() {
    return text;
  }
}
