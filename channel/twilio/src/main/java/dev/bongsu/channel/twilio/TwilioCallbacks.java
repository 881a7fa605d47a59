package dev.bongsu.channel.twilio;

import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.kernel.DeliveryId;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What Twilio posts to us, checked and taken apart; what it means is for whoever sent the message
 * to say.
 */
public final class TwilioCallbacks implements Callbacks {
  /** TwiML that does nothing. */
  public static final String NOTHING = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>";

  /** What TwiML is served as. */
  public static final String XML = "text/xml; charset=utf-8";

  private static final String DELIVERY = "delivery";

  private final TwilioSignature signature;
  private final Function<Posted, Answer> meaning;

  /** A form that Twilio posted. */
  public record Posted(Map<String, List<String>> query, Map<String, List<String>> form) {
    /** The first value of a field, null if there is none or it is empty. */
    public @Nullable String field(String name) {
      return first(form, name);
    }

    /** A number in a field, 0 if there is none. */
    public int number(String name) {
      String text = field(name);
      return text != null && text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    /** The first value of a parameter of the URL, null if there is none or it is empty. */
    public @Nullable String parameter(String name) {
      return first(query, name);
    }

    /** The delivery that {@link #url} put into the URL, null if there is none. */
    public @Nullable DeliveryId delivery() {
      String text = parameter(DELIVERY);
      return text == null ? null : DeliveryId.parsed(text).orElse(null);
    }

    private static @Nullable String first(Map<String, List<String>> fields, String name) {
      String value = fields.getOrDefault(name, List.of("")).getFirst();
      return value.isEmpty() ? null : value;
    }
  }

  /** Hands on what is from Twilio. */
  public TwilioCallbacks(TwilioAccount account, Function<Posted, Answer> meaning) {
    this.signature = new TwilioSignature(account.authToken());
    this.meaning = meaning;
  }

  /** Where Twilio is to post what becomes of a delivery. */
  public static URI url(URI callbackUrl, DeliveryId delivery) {
    return URI.create(
        callbackUrl
            + "?"
            + DELIVERY
            + "="
            + URLEncoder.encode(delivery.toString(), StandardCharsets.US_ASCII));
  }

  /** An answer that says nothing more than that it was understood. */
  public static Answer understood(List<Receipt> receipts, List<Inbound> inbound) {
    return understood(receipts, inbound, NOTHING);
  }

  /** An answer in TwiML. */
  public static Answer understood(List<Receipt> receipts, List<Inbound> inbound, String twiml) {
    return new Answer.Understood(receipts, inbound, XML, twiml.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Answer read(Callback request) {
    String given = header(request, "x-twilio-signature");
    if (given == null) {
      return new Answer.Forged("X-Twilio-Signature is missing");
    }
    try {
      String body = new String(request.body(), StandardCharsets.UTF_8);
      Map<String, List<String>> query = Forms.query(request.url());
      if (!isForm(request)) {
        return signature.isOfBody(given, request.url(), request.body())
            ? new Answer.Malformed("wanted a form")
            : new Answer.Forged("X-Twilio-Signature is wrong");
      }
      Map<String, List<String>> form = Forms.read(body);
      return signature.isOfForm(given, request.url(), form)
          ? meaning.apply(new Posted(query, form))
          : new Answer.Forged("X-Twilio-Signature is wrong");
    } catch (IllegalArgumentException _) {
      return new Answer.Malformed("an escape in the form or URL is none");
    }
  }

  private static boolean isForm(Callback request) {
    String type = header(request, "content-type");
    return type != null
        && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
  }

  private static @Nullable String header(Callback request, String name) {
    List<String> values = request.headers().getOrDefault(name, List.of());
    return values.isEmpty() ? null : values.getFirst();
  }
}
