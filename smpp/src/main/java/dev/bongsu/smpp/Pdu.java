package dev.bongsu.smpp;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A protocol data unit (SMPP 3.4 section 3.2).
 *
 * @param command the {@code command_id}, one of those named here or any other
 * @param status the {@code command_status}: a {@link CommandStatus} in answers, 0 in requests
 * @param sequence what an answer shares with its request
 * @param body what follows the header; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Pdu(int command, int status, int sequence, byte[] body) {
  /** Added to a request's {@code command_id} it is that of the answer. */
  public static final int ANSWER = 0x80000000;

  /** {@code generic_nack}. */
  public static final int GENERIC_NACK = ANSWER;

  /** {@code bind_receiver}. */
  public static final int BIND_RECEIVER = 0x01;

  /** {@code bind_transmitter}. */
  public static final int BIND_TRANSMITTER = 0x02;

  /** {@code submit_sm}. */
  public static final int SUBMIT_SM = 0x04;

  /** {@code deliver_sm}. */
  public static final int DELIVER_SM = 0x05;

  /** {@code unbind}. */
  public static final int UNBIND = 0x06;

  /** {@code bind_transceiver}. */
  public static final int BIND_TRANSCEIVER = 0x09;

  /** {@code enquire_link}. */
  public static final int ENQUIRE_LINK = 0x15;

  /** The largest {@code sequence_number}; 1 follows it. */
  public static final int LAST_SEQUENCE = 0x7fffffff;

  private static final int HEADER_BYTES = 16;

  /** A {@code message_payload} of 64 KiB, and room for everything else. */
  private static final int MOST_BYTES = HEADER_BYTES + 68 * 1024;

  /** A request. */
  public static Pdu request(int command, int sequence, byte[] body) {
    return new Pdu(command, CommandStatus.OK, sequence, body);
  }

  /** The answer to this request. */
  public Pdu answer(int status, byte[] body) {
    return new Pdu(command | ANSWER, status, sequence, body);
  }

  /** The answer to this request, with no body. */
  public Pdu answer(int status) {
    return answer(status, new byte[0]);
  }

  /** Whether it answers a request. */
  public boolean isAnswer() {
    return (command & ANSWER) != 0;
  }

  /** The octets to be sent. */
  public byte[] encoded() {
    return ByteBuffer.allocate(HEADER_BYTES + body.length)
        .putInt(HEADER_BYTES + body.length)
        .putInt(command)
        .putInt(status)
        .putInt(sequence)
        .put(body)
        .array();
  }

  /**
   * The next unit, {@code null} where the stream ends before one.
   *
   * @throws SmppException if its length cannot be one
   * @throws EOFException if the stream ends inside it
   */
  public static @Nullable Pdu read(DataInputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    int length =
        first << 24
            | in.readUnsignedByte() << 16
            | in.readUnsignedByte() << 8
            | in.readUnsignedByte();
    if (length < HEADER_BYTES || length > MOST_BYTES) {
      throw new SmppException(
          CommandStatus.INVALID_COMMAND_LENGTH,
          "wanted a command_length from "
              + HEADER_BYTES
              + " to "
              + MOST_BYTES
              + " but found "
              + length);
    }
    int command = in.readInt();
    int status = in.readInt();
    int sequence = in.readInt();
    byte[] body = new byte[length - HEADER_BYTES];
    in.readFully(body);
    return new Pdu(command, status, sequence, body);
  }
}
