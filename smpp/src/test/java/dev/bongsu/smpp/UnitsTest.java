package dev.bongsu.smpp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.MessageType;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.util.DefaultComposer;
import org.jsmpp.util.DefaultDecomposer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Units against jSMPP, which is not ours, and against what nobody should send. */
class UnitsTest {
  private static final Party FROM = new Party(Party.ALPHANUMERIC, Party.UNKNOWN, "Bongsu");
  private static final Party TO = Party.international("+821012345678");

  @Test
  void another_implementation_reads_our_submit_sm() throws Exception {
    var message =
        new ShortMessage(
            FROM,
            TO,
            ShortMessage.HAS_HEADER,
            1,
            SmppTime.of(Instant.parse("2027-01-01T09:30:00Z")),
            1,
            8,
            new byte[] {1, 2, 3},
            Map.of(ShortMessage.MESSAGE_PAYLOAD, new byte[300]));

    SubmitSm read =
        new DefaultDecomposer().submitSm(Pdu.request(Pdu.SUBMIT_SM, 77, message.body()).encoded());

    assertThat(read.getSequenceNumber()).isEqualTo(77);
    assertThat(read.getSourceAddr()).isEqualTo("Bongsu");
    assertThat(read.getSourceAddrTon()).isEqualTo((byte) 5);
    assertThat(read.getDestAddress()).isEqualTo("821012345678");
    assertThat(read.getDestAddrTon()).isEqualTo((byte) 1);
    assertThat(read.getDestAddrNpi()).isEqualTo((byte) 1);
    assertThat(read.isUdhi()).isTrue();
    assertThat(read.getPriorityFlag()).isEqualTo((byte) 1);
    assertThat(read.getValidityPeriod()).isEqualTo("270101093000000+");
    assertThat(read.getRegisteredDelivery()).isEqualTo((byte) 1);
    assertThat(read.getDataCoding()).isEqualTo((byte) 8);
    assertThat(read.getShortMessage()).containsExactly(1, 2, 3);
    assertThat(read.getOptionalParameter(OptionalParameter.Message_payload.class).getValue())
        .hasSize(300);
  }

  @Test
  void another_implementation_reads_our_bind() throws Exception {
    byte[] body = new Bind("shop", "secret", "", Bind.VERSION_3_4).body();

    org.jsmpp.bean.Bind read =
        new DefaultDecomposer().bind(Pdu.request(Pdu.BIND_TRANSCEIVER, 1, body).encoded());

    assertThat(read.getSystemId()).isEqualTo("shop");
    assertThat(read.getPassword()).isEqualTo("secret");
    assertThat(read.getInterfaceVersion()).isEqualTo((byte) 0x34);
    assertThat(Bind.read(body)).isEqualTo(new Bind("shop", "secret", "", 0x34));
    assertThat(Bind.read(body).toString()).doesNotContain("secret");
  }

  @Test
  void we_read_the_deliver_sm_of_another_implementation() throws Exception {
    byte[] unit =
        new DefaultComposer()
            .deliverSm(
                5,
                "",
                (byte) 1,
                (byte) 1,
                "821012345678",
                (byte) 5,
                (byte) 0,
                "Bongsu",
                MessageType.SMSC_DEL_RECEIPT.value(),
                (byte) 0,
                (byte) 0,
                (byte) 0,
                (byte) 0,
                "id:00 stat:UNDELIV err:011".getBytes(ISO_8859_1),
                new OptionalParameter.Receipted_message_id("4a1"),
                new OptionalParameter.Message_state((byte) 2));

    Pdu pdu = Objects.requireNonNull(read(unit));
    ShortMessage message = ShortMessage.read(pdu.body());

    assertThat(pdu.command()).isEqualTo(Pdu.DELIVER_SM);
    assertThat(message.source().address()).isEqualTo("821012345678");
    assertThat(message.esmClass() & ShortMessage.KIND).isEqualTo(ShortMessage.RECEIPT);
    assertThat(DeliveryReceipt.read(message))
        .hasValue(new DeliveryReceipt("4a1", DeliveryReceipt.State.DELIVERED, "011"));
  }

  @Test
  void another_implementation_reads_our_receipts() throws Exception {
    var receipt = new DeliveryReceipt("4a1", DeliveryReceipt.State.EXPIRED, "027");
    String text =
        receipt.text(Instant.parse("2027-01-01T09:30:00Z"), Instant.parse("2027-01-01T09:45:00Z"));
    var message =
        new ShortMessage(
            TO, FROM, ShortMessage.RECEIPT, 0, "", 0, 0, text.getBytes(ISO_8859_1), Map.of());

    DeliverSm deliver =
        new DefaultDecomposer().deliverSm(Pdu.request(Pdu.DELIVER_SM, 3, message.body()).encoded());
    org.jsmpp.bean.DeliveryReceipt read = deliver.getShortMessageAsDeliveryReceipt();

    assertThat(deliver.isSmscDeliveryReceipt()).isTrue();
    assertThat(read.getId()).isEqualTo("4a1");
    assertThat(read.getFinalStatus().name()).isEqualTo("EXPIRED");
    assertThat(read.getError()).isEqualTo("027");
    assertThat(DeliveryReceipt.read(message)).hasValue(receipt);
  }

  @Test
  void another_implementation_reads_our_receipts_in_optional_parameters() throws Exception {
    var receipt = new DeliveryReceipt("4a1", DeliveryReceipt.State.UNDELIVERABLE, "027");
    var message =
        new ShortMessage(
            TO, FROM, ShortMessage.RECEIPT, 0, "", 0, 0, new byte[0], receipt.options());

    DeliverSm deliver =
        new DefaultDecomposer().deliverSm(Pdu.request(Pdu.DELIVER_SM, 3, message.body()).encoded());

    assertThat(deliver.getOptionalParameter(OptionalParameter.Message_state.class).getValue())
        .isEqualTo((byte) 5);
    var error = deliver.getOptionalParameter(OptionalParameter.Network_error_code.class);
    assertThat(error.getNetworkType())
        .isEqualTo(OptionalParameter.Network_error_code.Network_error_code_type.GSM);
    assertThat(error.getErrorCode()).isEqualTo((short) 27);
    assertThat(DeliveryReceipt.read(message)).hasValue(receipt);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id:0123456789 sub:001 dlvrd:001 submit date:1 done date:2 stat:DELIVRD err:000 text:x | 0123456789 | DELIVERED",
        "ID: abc-1 STAT: undeliv | abc-1 | UNDELIVERABLE",
        "stat:REJECTD id:7 | 7 | REJECTED",
      })
  void receipts_are_read_however_they_are_written(
      String text, String id, DeliveryReceipt.State state) {
    Optional<DeliveryReceipt> read = DeliveryReceipt.read(receipt(text));

    assertThat(read.map(DeliveryReceipt::messageId)).hasValue(id);
    assertThat(read.map(DeliveryReceipt::state)).hasValue(state);
  }

  @ParameterizedTest
  @CsvSource({"hello", "id:1", "stat:DELIVRD", "id:1 stat:WHATEVR", "mid:1 stat:DELIVRD"})
  void what_is_no_receipt_is_none(String text) {
    assertThat(DeliveryReceipt.read(receipt(text))).isEmpty();
  }

  @Test
  void units_are_bounded_and_whole() throws Exception {
    assertThat(read(new byte[0])).isNull();
    assertThatThrownBy(() -> read("HTTP/1.1 400 Bad Request".getBytes(ISO_8859_1)))
        .isInstanceOf(SmppException.class);
    assertThatThrownBy(() -> read(HexFormat.of().parseHex("0000000f00000015")))
        .isInstanceOf(SmppException.class);
    assertThatThrownBy(() -> read(HexFormat.of().parseHex("000000100000001500000000000000")))
        .isInstanceOf(EOFException.class);
  }

  /** A body from outside is read or refused, and nothing else happens. */
  @Test
  void any_octets_are_read_or_refused() throws IOException {
    byte[] sound =
        new ShortMessage(FROM, TO, 0, 0, "", 1, 0, new byte[40], Map.of(5, new byte[3])).body();
    var random = new Random(20261123);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] body = Arrays.copyOf(sound, 1 + random.nextInt(sound.length + 9));
      body[random.nextInt(body.length)] ^= 0x55;
      try {
        DeliveryReceipt.read(ShortMessage.read(body));
        Bind.read(body);
      } catch (SmppException _) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  private static ShortMessage receipt(String text) {
    return new ShortMessage(
        TO, FROM, ShortMessage.RECEIPT, 0, "", 0, 0, text.getBytes(ISO_8859_1), Map.of());
  }

  private static @Nullable Pdu read(byte[] octets) throws IOException {
    return Pdu.read(new DataInputStream(new ByteArrayInputStream(octets)));
  }
}
