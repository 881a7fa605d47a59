package dev.bongsu.channel.sms;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.Callbacks.Inbound;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.spi.Receipts;
import dev.bongsu.channel.spi.SampleMessage;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.smpp.Bind;
import dev.bongsu.smpp.Party;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.BindException;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsmpp.bean.DataCodings;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.MessageType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.session.BindRequest;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.SMPPServerSessionListener;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.util.MessageId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our client against jSMPP's SMSC, which is not ours. */
@Timeout(180)
class ForeignSmscTest {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final Address TO = new Address(Channel.SMS, "+821012345678");

  private final BlockingQueue<SubmitSm> submitted = new LinkedBlockingQueue<>();
  private final BlockingQueue<BindRequest> bound = new LinkedBlockingQueue<>();
  private final BlockingQueue<SMPPServerSession> sessions = new LinkedBlockingQueue<>();
  private final BlockingQueue<Receipt> receipts = new LinkedBlockingQueue<>();
  private final BlockingQueue<Inbound> written = new LinkedBlockingQueue<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final SMPPServerSessionListener smsc;
  private final Provider.OneByOne provider;

  ForeignSmscTest() throws Exception {
    smsc = listening();
    // More threads than one would take the parts of a message in any order.
    smsc.setPduProcessorDegree(1);
    smsc.setMessageReceiverListener(listener());
    provider =
        new SmppProvider(
            new SmppSettings(
                new ProviderSettings(
                    "smsc", SmppSettings.TYPE, Duration.ofSeconds(20), null, 8, Trust.JDK),
                new SmppSettings.Endpoint("127.0.0.1", smsc.getPort(), false),
                new Bind("shop", "secret", "", Bind.VERSION_3_4),
                new Party(Party.ALPHANUMERIC, Party.UNKNOWN, "Bongsu"),
                50,
                SmppSettings.Dialect.USUAL),
            house(),
            Clock.systemUTC());
  }

  @BeforeEach
  void accept() {
    Thread.ofVirtual()
        .start(() -> {
          try {
            SMPPServerSession session = smsc.accept();
            BindRequest request = session.waitForBind(PATIENCE_MILLIS);
            bound.add(request);
            session.setTransactionTimer(PATIENCE_MILLIS);
            request.accept("smsc");
            sessions.add(session);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @AfterEach
  void close() throws Exception {
    provider.close();
    smsc.close();
  }

  @Test
  void messages_go_out_and_receipts_and_refusals_come_in() throws Exception {
    OutboundMessage message = message("봉수");

    assertThat(provider.send(message)).isEqualTo(new Outcome.Accepted("a1"));

    BindRequest bind = bound.take();
    assertThat(bind.getSystemId()).isEqualTo("shop");
    assertThat(bind.getPassword()).isEqualTo("secret");
    SubmitSm sent = submitted.take();
    assertThat(sent.getDestAddress()).isEqualTo("821012345678");
    assertThat(sent.getSourceAddr()).isEqualTo("Bongsu");
    assertThat(new String(sent.getShortMessage(), UTF_16BE)).isEqualTo("봉수");

    deliver(
        new ESMClass(MessageType.SMSC_DEL_RECEIPT.value()),
        (byte) 0,
        "id:a1 sub:001 dlvrd:001 submit date:2701010930 done date:2701010931 stat:DELIVRD err:000"
            .getBytes(US_ASCII));
    assertThat(Objects.requireNonNull(receipts.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)))
        .returns(message.id(), Receipt::delivery)
        .returns(Receipt.Status.DELIVERED, Receipt::status);

    deliver(new ESMClass(), (byte) 8, "수신거부".getBytes(UTF_16BE));
    assertThat(written.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
        .isEqualTo(new Inbound(TO, "수신거부"));
  }

  @Test
  void a_long_text_comes_in_parts() throws Exception {
    assertThat(provider.send(message("x".repeat(400)))).isEqualTo(new Outcome.Accepted("a3"));

    assertThat(submitted).hasSize(3).allMatch(SubmitSm::isUdhi);
    assertThat(submitted)
        .extracting(each -> each.getShortMessage()[5])
        .containsExactly((byte) 1, (byte) 2, (byte) 3);
  }

  private void deliver(ESMClass esmClass, byte coding, byte[] text) throws Exception {
    SMPPServerSession session = sessions.take();
    sessions.add(session);
    session.deliverShortMessage(
        "",
        TypeOfNumber.INTERNATIONAL,
        NumberingPlanIndicator.ISDN,
        "821012345678",
        TypeOfNumber.ALPHANUMERIC,
        NumberingPlanIndicator.UNKNOWN,
        "Bongsu",
        esmClass,
        (byte) 0,
        (byte) 0,
        new RegisteredDelivery(0),
        DataCodings.newInstance(coding),
        text);
  }

  /** Takes every submit_sm; nothing else is asked of it. */
  private ServerMessageReceiverListener listener() {
    return (ServerMessageReceiverListener)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ServerMessageReceiverListener.class},
            (_, method, arguments) -> {
              if (!method.getName().equals("onAcceptSubmitSm")) {
                throw new UnsupportedOperationException(method.getName());
              }
              submitted.add((SubmitSm) arguments[0]);
              return new SubmitSmResult(
                  new MessageId("a" + ids.incrementAndGet()), new OptionalParameter[0]);
            });
  }

  /** jSMPP does not tell which free port it took, so that another may be faster to take ours. */
  private static SMPPServerSessionListener listening() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return new SMPPServerSessionListener(freePort());
      } catch (BindException e) {
        if (attempt == 10) {
          throw e;
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Receipts house() {
    return new Receipts() {
      @Override
      public void take(List<Receipt> taken) {
        receipts.addAll(taken);
      }

      @Override
      public void heard(String provider, List<Inbound> messages) {
        written.addAll(messages);
      }
    };
  }

  private static OutboundMessage message(String text) {
    var notification = new NotificationIds(Clock.systemUTC(), new Random(1)).next();
    return SampleMessage.to(TO, new Content(Map.of("text", text)))
        .of(notification)
        .untraced()
        .message();
  }
}
