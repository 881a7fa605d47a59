package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.channel.spi.WitnessedBody;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.TraceParent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands mails to Amazon SES (API v2, SendEmail with raw content) over kept connections. */
final class SesProvider implements Provider.OneByOne {
  /** The tag that comes back with every event, and says which delivery it is about. */
  static final String DELIVERY_TAG = "bongsu-delivery";

  /** Of a mail in base64 (SES quota). */
  static final long MOST_BYTES = 40L << 20;

  private final SesSettings settings;
  private final Surroundings around;
  private final Clock clock;
  private final URI url;
  private final SigV4 signer;
  private final MailWriter writer;
  private final Luggage luggage;
  private final BoundedHttp http;

  /** Connects to nothing before the first mail. */
  SesProvider(SesSettings settings, Surroundings around) {
    this.settings = settings;
    this.around = around;
    this.clock = around.clock();
    this.url = URI.create(settings.baseUrl() + "/v2/email/outbound-emails");
    SesSettings.Access access = settings.access();
    this.signer = new SigV4(access.accessKey(), access.secretKey(), access.region(), "ses");
    // SES writes Date and Message-ID anew, which would break a signature of ours; it signs itself.
    this.writer = new MailWriter(settings.from(), new DkimSigner(List.of()));
    this.luggage = new Luggage(around.attachments());
    this.http = new BoundedHttp(settings.common());
  }

  @Override
  public String id() {
    return settings.common().id();
  }

  @Override
  public Outcome send(OutboundMessage message) throws InterruptedException {
    Optional<MailAddress> to = MailAddress.of(message.address().value());
    if (to.isEmpty()) {
      return new Outcome.AddressGone(clock.instant(), "not an address of a mailbox");
    }
    if (to.get().needsUtf8()) {
      return new Outcome.Refused(
          FailureCode.MESSAGE_REFUSED, "SES takes no addresses beyond ASCII (SMTPUTF8)");
    }
    return luggage.with(message.attachments(), files -> send(message, to.get(), files));
  }

  @Override
  public void close() {
    http.close();
  }

  private Outcome send(OutboundMessage message, MailAddress to, List<Enclosure> enclosures)
      throws InterruptedException {
    List<Piece> mail =
        writer.write(message, to, around.links().unsubscribe(message), enclosures, clock.instant());
    long size = mail.stream().mapToLong(Piece::sizeBytes).sum();
    return size > MOST_BYTES / 4 * 3
        ? new Outcome.Refused(
            FailureCode.PAYLOAD_TOO_LARGE, "SES takes at most " + MOST_BYTES + " bytes")
        : post(body(message, to, Piece.joined(mail)), message.traceParent());
  }

  /** The request, with the mail put into it without passing through text. */
  private byte[] body(OutboundMessage message, MailAddress to, byte[] mail) {
    Map<String, @Nullable Object> rest = new LinkedHashMap<>();
    rest.put("FromEmailAddress", settings.from().address());
    rest.put("Destination", Map.of("ToAddresses", List.of(to.toString())));
    if (settings.configurationSet() != null) {
      rest.put("ConfigurationSetName", settings.configurationSet());
    }
    rest.put("EmailTags", List.of(Map.of("Name", DELIVERY_TAG, "Value", message.id().toString())));
    var body = new ByteArrayOutputStream(mail.length / 3 * 4 + 1024);
    body.writeBytes("{\"Content\":{\"Raw\":{\"Data\":\"".getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(Base64.getEncoder().encode(mail));
    body.writeBytes("\"}},".getBytes(StandardCharsets.US_ASCII));
    byte[] object = Json.write(rest);
    body.write(object, 1, object.length - 1);
    return body.toByteArray();
  }

  private Outcome post(byte[] body, @Nullable TraceParent trace) throws InterruptedException {
    Map<String, String> headers = Map.of("Content-Type", "application/json");
    var witnessed = new WitnessedBody(body);
    HttpRequest.Builder request = HttpRequest.newBuilder(url).POST(witnessed);
    headers.forEach(request::header);
    signer.sign("POST", url, headers, body, clock.instant()).forEach(request::header);
    if (trace != null) {
      // Not signed: proxies on the way may change it.
      request.header(TraceParent.HEADER, trace.value());
    }
    try {
      HttpResponse<byte[]> answer = http.send(request.build());
      return SesVerdicts.of(
          answer.statusCode(),
          answer.headers().firstValue("x-amzn-ErrorType").orElse(null),
          answer.headers().firstValue("Retry-After").orElse(null),
          answer.body(),
          clock.instant());
    } catch (IOException e) {
      return noAnswer(e, witnessed.begun());
    }
  }

  private static Outcome noAnswer(IOException e, boolean begun) {
    if (!begun && Trust.isToBlameFor(e)) {
      return new Outcome.TryLater(
          FailureCode.TLS_FAILED, null, "the certificate or TLS of SES was refused");
    }
    boolean late = e instanceof HttpTimeoutException;
    if (begun) {
      return new Outcome.Unknown(
          late ? "no answer in time after the message" : "the connection broke after the message");
    }
    return new Outcome.TryLater(
        FailureCode.PROVIDER_UNREACHABLE,
        null,
        late ? "no connection in time" : "no connection, or it broke");
  }
}
