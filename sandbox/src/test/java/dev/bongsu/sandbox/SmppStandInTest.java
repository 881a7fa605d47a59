package dev.bongsu.sandbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Page;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jsmpp.bean.AlertNotification;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.DataCodings;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.SMSCDeliveryReceipt;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ResponseTimeoutException;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.MessageReceiverListener;
import org.jsmpp.session.SMPPSession;
import org.jsmpp.session.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The SMSC, spoken to by jSMPP, which is not ours. */
@Timeout(180)
class SmppStandInTest {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Faults faults = new Faults(new Random(1));
  private final SandboxMessages messages =
      new SandboxMessages(1 << 20, Clock.systemUTC(), _ -> Map.of());
  private final BlockingQueue<DeliverSm> delivered = new LinkedBlockingQueue<>();
  private final SMPPSession client = new SMPPSession();
  private SmppStandIn smsc =
      SmppStandIn.start(SmppStandInSettings.defaults(), messages, faults, Clock.systemUTC());

  @AfterEach
  void close() {
    client.unbindAndClose();
    smsc.close();
  }

  @Test
  void a_short_message_is_taken_shown_and_receipted() throws Exception {
    bind();

    String id = submit("821012345678", "Hello @ you");

    assertThat(shown())
        .extracting(SandboxMessage::address)
        .containsExactly(new Address(Channel.SMS, "+821012345678"));
    assertThat(text(0)).isEqualTo("Hello @ you");
    assertThat(shown().getFirst().body().raw()).startsWith("00000").endsWith("\n");
    DeliverSm receipt = nextDelivered();
    assertThat(receipt.isSmscDeliveryReceipt()).isTrue();
    assertThat(receipt.getShortMessageAsDeliveryReceipt().getId()).isEqualTo(id);
    assertThat(
            receipt
                .getOptionalParameter(OptionalParameter.Receipted_message_id.class)
                .getValueAsString())
        .isEqualTo(id);
    assertThat(receipt.getSourceAddr()).isEqualTo("821012345678");
  }

  @ParameterizedTest
  @EnumSource(SmppStandInSettings.ReceiptForm.class)
  void receipts_come_in_the_form_that_is_set(SmppStandInSettings.ReceiptForm form)
      throws Exception {
    restart(SmppStandInSettings.defaults().withReceipts(form));
    bind();

    submit("821012345678", "Hello");

    DeliverSm receipt = nextDelivered();
    assertThat(receipt.getShortMessage().length == 0)
        .isEqualTo(form == SmppStandInSettings.ReceiptForm.OPTIONS);
    assertThat(receipt.getOptionalParameter(OptionalParameter.Message_state.class) == null)
        .isEqualTo(form == SmppStandInSettings.ReceiptForm.TEXT);
  }

  @ParameterizedTest
  @CsvSource({
    "12025550101, DELIVRD, 2, 000",
    "12025550104, UNDELIV, 5, 027",
    "12025550105, UNDELIV, 5, 001",
    "12025550106, UNDELIV, 5, 011",
    "12025550108, REJECTD, 8, 000",
    "12025550109, EXPIRED, 3, 027",
  })
  void a_message_ends_as_its_number_has_it(String to, String stat, int state, String error)
      throws Exception {
    bind();

    submit(to, "Hello");

    DeliverSm receipt = nextDelivered();
    assertThat(receipt.getShortMessageAsDeliveryReceipt().getFinalStatus()).hasToString(stat);
    assertThat(receipt.getShortMessageAsDeliveryReceipt().getError()).isEqualTo(error);
    assertThat(receipt.getOptionalParameter(OptionalParameter.Message_state.class).getValue())
        .isEqualTo((byte) state);
    var network = receipt.getOptionalParameter(OptionalParameter.Network_error_code.class);
    assertThat(network == null ? 0 : network.getErrorCode()).isEqualTo(Short.parseShort(error));
  }

  @Test
  void who_wants_no_more_writes_so_once_to_the_number_that_wrote() throws Exception {
    bind();

    submitPart("12025550119", 1, "봉");
    submitPart("12025550119", 2, "수!");

    assertThat(nextDelivered().isSmscDeliveryReceipt()).isTrue();
    assertThat(nextDelivered().isSmscDeliveryReceipt()).isTrue();
    DeliverSm written = nextDelivered();
    assertThat(written.isSmscDeliveryReceipt()).isFalse();
    assertThat(written.getShortMessage()).isEqualTo("STOP".getBytes(US_ASCII));
    assertThat(written.getSourceAddr()).isEqualTo("12025550119");
    assertThat(written.getDestAddress()).isEqualTo("15550001");
  }

  @Test
  void parts_are_shown_as_the_one_text_they_are() throws Exception {
    bind();

    submitPart("821012345678", 2, "수!");
    assertThat(shown()).isEmpty();
    submitPart("821012345678", 1, "봉");

    assertThat(text(0)).isEqualTo("봉수!");
  }

  @Test
  void whoever_is_not_let_in_cannot_send() throws Exception {
    restart(SmppStandInSettings.defaults().withCredentials("shop", "secret"));

    assertThatThrownBy(() -> bindAs("shop", "wrong")).hasMessageContaining("0000000e");
    try (SMPPSessionOf other = new SMPPSessionOf()) {
      assertThatThrownBy(() -> other.bind(smsc.port(), "shap", "secret"))
          .hasMessageContaining("0000000f");
    }
    try (SMPPSessionOf third = new SMPPSessionOf()) {
      third.bind(smsc.port(), "shop", "secret");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "+821012345678, 0x0b",
    "82, 0x0b",
    "abc4567, 0x0b",
  })
  void an_address_that_is_no_number_is_refused(String number, String status) throws Exception {
    bind();

    assertThat(refusal(number, "x")).isEqualTo(Integer.decode(status));
    assertThat(shown()).isEmpty();
  }

  @Test
  void what_fits_no_short_message_is_refused() throws Exception {
    bind();

    assertThat(refusal("821012345678", "x".repeat(161))).isEqualTo(1);
    submit("821012345678", "x".repeat(160));
  }

  @ParameterizedTest
  @CsvSource({"REJECT, 0x45", "RETRYABLE, 0x08", "THROTTLE, 0x58"})
  void a_fault_is_met_by_its_status(FaultMode mode, String status) throws Exception {
    bind();
    faults.set(Channel.SMS, new InjectedFault(mode, 1));

    assertThat(refusal("821012345678", "x")).isEqualTo(Integer.decode(status));
    assertThat(shown()).isEmpty();
  }

  @Test
  void what_is_lost_was_accepted() throws Exception {
    bind();
    faults.set(Channel.SMS, new InjectedFault(FaultMode.LOSE, 1));

    assertThat(submit("821012345678", "x")).isNotEmpty();

    assertThat(shown()).isEmpty();
    assertThat(delivered).isEmpty();
  }

  @Test
  void silence_is_no_answer_and_fills_the_window() throws Exception {
    restart(SmppStandInSettings.defaults().withWindow(1));
    bind();
    client.setTransactionTimer(300);
    faults.set(Channel.SMS, new InjectedFault(FaultMode.TIMEOUT, 1));

    assertThatThrownBy(() -> submit("821012345678", "x"))
        .isInstanceOf(ResponseTimeoutException.class);
    client.setTransactionTimer(PATIENCE_MILLIS);
    assertThat(refusal("821012345678", "x")).isEqualTo(0x58);
  }

  @Test
  void a_reset_ends_the_session() throws Exception {
    bind();
    client.setTransactionTimer(500);
    faults.set(Channel.SMS, new InjectedFault(FaultMode.RESET, 1));

    assertThatThrownBy(() -> submit("821012345678", "x")).isInstanceOf(Exception.class);

    assertThat(shown()).isEmpty();
  }

  @Test
  void receipts_come_twice_or_late_on_request() throws Exception {
    bind();
    faults.set(Channel.SMS, new InjectedFault(FaultMode.DUPLICATE_RECEIPTS, 1));
    String twice = submit("821012345678", "x");
    assertThat(nextDelivered().getShortMessageAsDeliveryReceipt().getId()).isEqualTo(twice);
    assertThat(nextDelivered().getShortMessageAsDeliveryReceipt().getId()).isEqualTo(twice);

    faults.set(Channel.SMS, new InjectedFault(FaultMode.LATE_RECEIPTS, 1));
    String late = submit("821012345678", "x");
    assertThat(delivered.poll(100, TimeUnit.MILLISECONDS)).isNull();
    faults.set(Channel.SMS, InjectedFault.NONE);

    assertThat(nextDelivered().getShortMessageAsDeliveryReceipt().getId()).isEqualTo(late);
  }

  @Test
  void a_person_can_write_back() throws Exception {
    bind();

    smsc.write(new Address(Channel.SMS, "+821012345678"), "수신거부");

    DeliverSm written = nextDelivered();
    assertThat(written.isSmscDeliveryReceipt()).isFalse();
    assertThat(written.getSourceAddr()).isEqualTo("821012345678");
    assertThat(new String(written.getShortMessage(), UTF_16BE)).isEqualTo("수신거부");
  }

  private void restart(SmppStandInSettings settings) {
    smsc.close();
    smsc = SmppStandIn.start(settings, messages, faults, Clock.systemUTC());
  }

  private void bind() throws IOException {
    bindAs("shop", "secret");
  }

  private void bindAs(String systemId, String password) throws IOException {
    // More threads than one would hand on in any order what came in one.
    client.setPduProcessorDegree(1);
    client.setTransactionTimer(PATIENCE_MILLIS);
    client.setMessageReceiverListener(new Listener());
    client.connectAndBind("127.0.0.1", smsc.port(), parameters(systemId, password));
  }

  private static BindParameter parameters(String systemId, String password) {
    return new BindParameter(
        BindType.BIND_TRX,
        systemId,
        password,
        "",
        TypeOfNumber.UNKNOWN,
        NumberingPlanIndicator.UNKNOWN,
        null);
  }

  private int refusal(String number, String text) {
    return catchThrowableOfType(NegativeResponseException.class, () -> submit(number, text))
        .getCommandStatus();
  }

  private String submit(String number, String text) throws Exception {
    return submit(number, new ESMClass(), (byte) 0, text.replace('@', '\0').getBytes(US_ASCII));
  }

  private void submitPart(String to, int part, String text) throws Exception {
    byte[] octets = text.getBytes(UTF_16BE);
    byte[] whole = new byte[6 + octets.length];
    System.arraycopy(new byte[] {5, 0, 3, 9, 2, (byte) part}, 0, whole, 0, 6);
    System.arraycopy(octets, 0, whole, 6, octets.length);
    submit(to, new ESMClass(0x40), (byte) 8, whole);
  }

  private String submit(String number, ESMClass esmClass, byte coding, byte[] text)
      throws Exception {
    return client
        .submitShortMessage(
            "",
            TypeOfNumber.INTERNATIONAL,
            NumberingPlanIndicator.ISDN,
            "15550001",
            TypeOfNumber.INTERNATIONAL,
            NumberingPlanIndicator.ISDN,
            number,
            esmClass,
            (byte) 0,
            (byte) 0,
            null,
            null,
            new RegisteredDelivery(SMSCDeliveryReceipt.SUCCESS_FAILURE),
            (byte) 0,
            DataCodings.newInstance(coding),
            (byte) 0,
            text)
        .getMessageId();
  }

  private DeliverSm nextDelivered() throws InterruptedException {
    DeliverSm next = delivered.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private List<SandboxMessage> shown() throws Exception {
    return messages
        .list(new SandboxFilter(Channel.SMS, null, null), new Page.Request(50, null))
        .items();
  }

  private String text(int message) throws Exception {
    return String.valueOf(shown().get(message).body().content().text("text"));
  }

  /** A session that is closed by its block. */
  private static final class SMPPSessionOf implements AutoCloseable {
    private final SMPPSession session = new SMPPSession();

    void bind(int port, String systemId, String password) throws IOException {
      session.connectAndBind("127.0.0.1", port, parameters(systemId, password));
    }

    @Override
    public void close() {
      session.unbindAndClose();
    }
  }

  private final class Listener implements MessageReceiverListener {
    @Override
    public void onAcceptDeliverSm(DeliverSm deliverSm) {
      delivered.add(deliverSm);
    }

    @Override
    public void onAcceptAlertNotification(AlertNotification alert) {
      throw new AssertionError("nobody sends alerts");
    }

    @Override
    public DataSmResult onAcceptDataSm(DataSm dataSm, Session source) {
      throw new AssertionError("nobody sends data_sm");
    }
  }
}
