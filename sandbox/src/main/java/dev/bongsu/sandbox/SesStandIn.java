package dev.bongsu.sandbox;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.sandbox.HttpStandIn.Answer;
import dev.bongsu.sandbox.HttpStandIn.Answer.Reply;
import dev.bongsu.sandbox.HttpStandIn.Request;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Amazon SES (API v2) as far as mails of raw content go: checks the signature of each request as
 * strictly, and what it says, and delivers nothing.
 */
public final class SesStandIn implements AutoCloseable {
  private static final String PATH = "/v2/email/outbound-emails";

  /** What SES takes of a mail in base64, and what stands around it. */
  private static final int MAX_BODY_BYTES = (40 << 20) + 64 * 1024;

  private static final int MAX_RECIPIENTS = 50;
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_-]{1,256}");
  private static final Pattern ADDRESS = Pattern.compile("[!-~]{1,64}@[A-Za-z0-9.-]{1,255}");

  private final SesSignature signature;
  private final SandboxMessages messages;
  private final Faults faults;
  private final @Nullable SnsTopic topic;
  private final HttpStandIn http;

  private SesStandIn(
      SesStandInSettings settings, SandboxMessages messages, Faults faults, Clock clock) {
    this.signature = new SesSignature(settings, clock);
    this.messages = messages;
    this.faults = faults;
    this.topic =
        settings.events() == null
            ? null
            : new SnsTopic(settings.events(), this::url, faults, clock);
    this.http = HttpStandIn.start(settings.port(), null, MAX_BODY_BYTES, faults, this::answer);
  }

  /**
   * Listens on 127.0.0.1.
   *
   * @throws UncheckedIOException if the port is taken
   */
  public static SesStandIn start(
      SesStandInSettings settings, SandboxMessages messages, Faults faults, Clock clock) {
    return new SesStandIn(settings, messages, faults, clock);
  }

  /** The {@code baseUrl} of a provider that talks to it, and its {@code snsUrl}. */
  public URI url() {
    return http.url();
  }

  /** Ends all connections. */
  @Override
  public void close() {
    if (topic != null) {
      topic.close();
    }
    http.close();
  }

  /** What a request asks to send. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Send(List<String> to, Map<String, List<String>> tags, byte[] mail) {}

  private Answer answer(Request request) {
    if (topic != null && request.target().getRawPath().equals(SnsTopic.CERTIFICATE_PATH)) {
      return new Reply(200, Map.of("Content-Type", "application/x-pem-file"), topic.certificate());
    }
    if (topic != null && request.target().getRawPath().equals("/")) {
      return topic.answer(request.query());
    }
    if (!request.target().getRawPath().equals(PATH)) {
      return error(404, "UnknownOperationException", "there is no such operation");
    }
    if (!request.method().equals("POST")) {
      return error(405, "UnknownOperationException", "wanted POST");
    }
    Optional<String> forged = signature.problem(request);
    if (forged.isPresent()) {
      return error(403, "SignatureDoesNotMatch", forged.get());
    }
    Send send;
    try {
      send = read(Json.readObject(request.body()));
    } catch (JsonException | IllegalArgumentException e) {
      return error(400, "BadRequestException", String.valueOf(e.getMessage()));
    }
    FaultMode mode = faults.next(Channel.EMAIL);
    return switch (mode) {
      case REJECT -> error(400, "MessageRejected", "refused by the sandbox");
      case RETRYABLE -> error(503, "ServiceUnavailable", "try again later");
      case THROTTLE -> error(429, "TooManyRequestsException", "slow down").with("Retry-After", "1");
      case RESET -> new Answer.Broken();
      case TIMEOUT -> new Answer.Silence();
      case ACCEPT_THEN_TIMEOUT -> {
        take(send, newId(), mode);
        yield new Answer.Silence();
      }
      case LOSE -> taken(newId());
      case NONE, DUPLICATE_RECEIPTS, LATE_RECEIPTS -> {
        String id = newId();
        take(send, id, mode);
        yield taken(id);
      }
    };
  }

  private static String newId() {
    return "0100" + UUID.randomUUID();
  }

  private void take(Send send, String id, FaultMode mode) {
    for (String to : send.to()) {
      messages.add(
          Mime.delivery(send.mail()), new Address(Channel.EMAIL, to), send.mail(), Mime::body);
      if (topic != null) {
        topic.tell(new SesMail(id, to, send.tags()), mode);
      }
    }
  }

  private static Reply taken(String id) {
    return Reply.json(200, Map.of("MessageId", id));
  }

  private static Reply error(int status, String type, String message) {
    return Reply.json(status, Map.of("message", message)).with("x-amzn-ErrorType", type);
  }

  /** Says by an exception what SES would refuse. */
  private static Send read(Map<String, @Nullable Object> json) {
    address(json.get("FromEmailAddress"));
    List<String> to =
        list(map(json.get("Destination")).get("ToAddresses")).stream()
            .map(SesStandIn::address)
            .toList();
    if (to.isEmpty() || to.size() > MAX_RECIPIENTS) {
      throw new IllegalArgumentException("wanted 1 to " + MAX_RECIPIENTS + " recipients");
    }
    Map<String, List<String>> tags = new HashMap<>();
    for (Object each : list(json.get("EmailTags"))) {
      tags.put(tag(map(each).get("Name")), List.of(tag(map(each).get("Value"))));
    }
    if (!(map(map(json.get("Content")).get("Raw")).get("Data") instanceof String data)) {
      throw new IllegalArgumentException("wanted Content.Raw.Data");
    }
    byte[] mail = Base64.getDecoder().decode(data);
    if (mail.length == 0) {
      throw new IllegalArgumentException("wanted a mail that is not empty");
    }
    return new Send(to, tags, mail);
  }

  private static String tag(@Nullable Object value) {
    if (value instanceof String text && TAG.matcher(text).matches()) {
      return text;
    }
    throw new IllegalArgumentException("wanted tags of letters, digits, _ and -");
  }

  private static String address(@Nullable Object value) {
    String text = value instanceof String string ? string : "";
    String bare = text.replaceFirst(".*<([^<>]*)>$", "$1");
    if (!bare.contains("@")) {
      throw new IllegalArgumentException("Missing final '@domain'");
    }
    if (!ADDRESS.matcher(bare).matches()) {
      throw new IllegalArgumentException("Illegal address");
    }
    return bare;
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
