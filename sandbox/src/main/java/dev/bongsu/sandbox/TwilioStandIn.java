package dev.bongsu.sandbox;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.sandbox.HttpStandIn.Answer;
import dev.bongsu.sandbox.HttpStandIn.Answer.Reply;
import dev.bongsu.sandbox.HttpStandIn.Request;
import dev.bongsu.sandbox.TwilioCallbackSender.Post;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Twilio on loopback, as far as short messages and calls go (REST API of 2010-04-01): strict about
 * credentials and parameters, it sends and calls nobody, tells by signed callbacks what became of
 * each as {@link PhoneFate} has it, and misbehaves as {@link Faults} say.
 */
public final class TwilioStandIn implements AutoCloseable {
  private static final int MAX_BODY_BYTES = 64 * 1024;
  private static final Pattern CREATE =
      Pattern.compile("/2010-04-01/Accounts/([^/]+)/(Messages|Calls)\\.json");
  private static final Pattern DELIVERY = Pattern.compile("[?&]delivery=([0-9a-f-]{36})(?:&|$)");

  private final TwilioStandInSettings settings;
  private final SandboxMessages messages;
  private final Faults faults;
  private final HttpStandIn server;
  private final TwilioCallbackSender callbacks;
  private final LateReceipts lateReceipts;
  private final TwilioReports reports;
  private final byte[] authorization;
  private final AtomicLong sids = new AtomicLong();

  private TwilioStandIn(TwilioStandInSettings settings, SandboxMessages messages, Faults faults) {
    this.settings = settings;
    this.messages = messages;
    this.faults = faults;
    this.authorization =
        utf8(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(utf8(settings.accountSid() + ":" + settings.authToken())));
    this.callbacks = new TwilioCallbackSender(settings.authToken(), settings.patience());
    this.lateReceipts = new LateReceipts(faults);
    this.reports = new TwilioReports(settings);
    this.server =
        HttpStandIn.start(settings.port(), settings.tls(), MAX_BODY_BYTES, faults, this::answer);
  }

  /**
   * Listens on 127.0.0.1.
   *
   * @throws java.io.UncheckedIOException if the port is taken
   */
  public static TwilioStandIn start(
      TwilioStandInSettings settings, SandboxMessages messages, Faults faults) {
    return new TwilioStandIn(settings, messages, faults);
  }

  /** What stands as {@code baseUrl}. */
  public URI url() {
    return server.url();
  }

  @Override
  public void close() {
    server.close();
    lateReceipts.close();
    callbacks.close();
  }

  private Answer answer(Request request) {
    Matcher path = CREATE.matcher(request.target().getPath());
    if (!path.matches()) {
      return error(404, 20404, "The requested resource was not found");
    }
    String given = String.valueOf(request.header("Authorization"));
    if (!MessageDigest.isEqual(utf8(given), authorization)
        || !path.group(1).equals(settings.accountSid())) {
      return error(401, 20003, "Authenticate");
    }
    if (!request.method().equals("POST")) {
      return error(405, 20004, "Method not allowed");
    }
    String type = String.valueOf(request.header("Content-Type")).toLowerCase(Locale.ROOT);
    if (!type.startsWith("application/x-www-form-urlencoded")) {
      return error(415, 20019, "Unsupported media type");
    }
    var form = new TwilioForm(request.form());
    boolean call = path.group(2).equals("Calls");
    TwilioForm.Problem problem = call ? form.problemOfCall() : form.problemOfMessage();
    if (problem != null) {
      return error(400, problem.code(), problem.message());
    }
    return call ? create(Channel.VOICE, form) : create(Channel.SMS, form);
  }

  private Answer create(Channel channel, TwilioForm form) {
    FaultMode fault = faults.next(channel);
    return switch (fault) {
      case NONE, DUPLICATE_RECEIPTS, LATE_RECEIPTS -> taken(channel, form, fault);
      case ACCEPT_THEN_TIMEOUT -> {
        taken(channel, form, fault);
        yield new Answer.Silence();
      }
      case LOSE -> created(channel, form, sid(channel));
      case REJECT -> error(400, 21612, "The message cannot be sent: refused by the sandbox");
      case RETRYABLE -> error(503, 20503, "Service unavailable");
      case THROTTLE -> error(429, 20429, "Too many requests").with("Retry-After", "1");
      case TIMEOUT -> new Answer.Silence();
      case RESET -> new Answer.Broken();
    };
  }

  private Reply taken(Channel channel, TwilioForm form, FaultMode fault) {
    String sid = sid(channel);
    Address to = new Address(channel, String.valueOf(form.field("To")));
    DeliveryId delivery = delivery(form.field("StatusCallback"));
    List<Post> posts;
    if (channel == Channel.VOICE) {
      PhoneFate.Call fate = reports.nextCall(to.value());
      String twiml = document(form, sid, fate);
      messages.add(delivery, to, form.raw(), Speech.of(twiml));
      posts = reports.ofCall(form, sid, fate, twiml);
    } else {
      messages.add(delivery, to, form.raw(), TwilioForm::text);
      posts = reports.ofMessage(form, sid);
    }
    if (!posts.isEmpty()) {
      tell(posts, fault);
    }
    return created(channel, form, sid);
  }

  private void tell(List<Post> posts, FaultMode fault) {
    switch (fault) {
      case LATE_RECEIPTS -> lateReceipts.later(() -> callbacks.post(posts));
      case DUPLICATE_RECEIPTS -> {
        callbacks.post(posts);
        callbacks.post(posts);
      }
      case NONE, ACCEPT_THEN_TIMEOUT, REJECT, RETRYABLE, TIMEOUT, RESET, THROTTLE, LOSE ->
          callbacks.post(posts);
    }
  }

  /** What is said in a call; where it lies elsewhere it is fetched when somebody picks up. */
  private String document(TwilioForm form, String sid, PhoneFate.Call fate) {
    String twiml = form.field("Twiml");
    if (twiml != null || !fate.isAnswered()) {
      return twiml == null ? "" : twiml;
    }
    return callbacks.fetch(String.valueOf(form.field("Url")), reports.answered(form, sid, fate));
  }

  private Reply created(Channel channel, TwilioForm form, String sid) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("sid", sid);
    json.put("account_sid", settings.accountSid());
    json.put("api_version", "2010-04-01");
    json.put("to", form.field("To"));
    json.put("from", form.field("From"));
    json.put("status", "queued");
    if (channel == Channel.SMS) {
      json.put("body", form.field("Body"));
      json.put("messaging_service_sid", form.field("MessagingServiceSid"));
      json.put("error_code", null);
      json.put("error_message", null);
    }
    return Reply.json(201, json);
  }

  private static Reply error(int status, int code, String message) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("code", code);
    json.put("message", message);
    json.put("more_info", "https://www.twilio.com/docs/errors/" + code);
    json.put("status", status);
    return Reply.json(status, json);
  }

  private String sid(Channel channel) {
    return (channel == Channel.VOICE ? "CA" : "SM") + "%032x".formatted(sids.incrementAndGet());
  }

  private static @Nullable DeliveryId delivery(@Nullable String callback) {
    Matcher found = DELIVERY.matcher(callback == null ? "" : callback);
    return found.find() ? DeliveryId.parsed(found.group(1)).orElse(null) : null;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
