package dev.bongsu.template;

import dev.bongsu.json.PushPayload;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders samples and says what to know about them. */
final class Previews {
  /** RFC 5322 section 2.1.1, and about what a mail client shows. */
  private static final int LONG_SUBJECT = 78;

  private Previews() {}

  static Preview of(int version, Definition definition, PreviewRequest request)
      throws InvalidException {
    if (definition.kind() == TemplateKind.FUNCTION) {
      throw InvalidException.unprocessable(
          "",
          "a function is no message by itself: preview a template that calls it, which may be a"
              + " draft");
    }
    Map<String, @Nullable Object> params = definition.parameters().withDefaults(request.params());
    List<Fault> faults = definition.parameters().checkByName(params);
    if (!faults.isEmpty()) {
      throw InvalidException.unprocessable(faults);
    }
    Channel channel = channel(definition, request);
    Variant variant = definition.content().variant(channel, request.locale());
    if (variant == null) {
      throw InvalidException.unprocessable(
          "/channel", "there is no content for channel " + channel.apiName());
    }
    var reader = new Reader(request.locale(), request.timeZone(), request.links());
    Content content =
        switch (variant.render(params, reader, System::nanoTime)) {
          case Rendering.Ready(var ready) -> ready;
          case Rendering.Impossible(_, var detail) ->
              throw InvalidException.unprocessable("", detail);
          case Rendering.NotNow(var detail) -> throw InvalidException.unprocessable("", detail);
        };
    String tooLarge = Payload.authorsComplaint(channel, content);
    if (tooLarge != null) {
      throw InvalidException.unprocessable("", tooLarge);
    }
    SmsLength sms =
        channel == Channel.SMS ? SmsLength.of(String.valueOf(content.text("text"))) : null;
    int bytes = Payload.bytes(channel, content);
    List<String> warnings = warnings(channel, content, bytes, sms);
    if (!request.locale().isEmpty() && !matches(request.locale(), variant.locale())) {
      warnings.add(
          "there is no content for " + request.locale() + "; " + variant.locale() + " is used");
    }
    return new Preview(channel, variant.locale(), version, content, bytes, sms, warnings);
  }

  private static Channel channel(Definition definition, PreviewRequest request) {
    if (request.channel() != null) {
      return request.channel();
    }
    return definition.channels().isEmpty()
        ? definition.content().channels().iterator().next()
        : definition.channels().getFirst();
  }

  private static boolean matches(String wanted, String used) {
    String tag = wanted.toLowerCase(Locale.ROOT);
    String found = used.toLowerCase(Locale.ROOT);
    return tag.equals(found) || tag.startsWith(found + "-");
  }

  private static List<String> warnings(
      Channel channel, Content content, int bytes, @Nullable SmsLength sms) {
    List<String> warnings = new ArrayList<>();
    switch (channel) {
      case SMS -> {
        if (sms != null && sms.segments() > 1) {
          warnings.add("the text takes " + sms.segments() + " segments, each of which is charged");
        }
        if (sms != null && sms.encoding() == SmsLength.Encoding.UCS_2) {
          warnings.add("the text has characters outside of GSM-7, so fewer fit into a segment");
        }
      }
      case EMAIL -> {
        String subject = content.text("subject");
        if (subject != null && subject.length() > LONG_SUBJECT) {
          warnings.add("the subject is longer than " + LONG_SUBJECT + " characters");
        }
        if (content.text("text") == null) {
          warnings.add("there is no plain text for those who do not show HTML");
        }
      }
      case ANDROID, IOS -> warnLarge(bytes, PushPayload.MAX_BYTES, warnings);
      case BROWSER -> warnLarge(bytes, PushPayload.MAX_WEB_PUSH_BYTES, warnings);
      case VOICE, INAPP -> {}
    }
    return warnings;
  }

  private static void warnLarge(int bytes, int max, List<String> warnings) {
    if (bytes > max * 9 / 10) {
      warnings.add(
          "the payload is " + bytes + " bytes of the " + max + " that the channel carries");
    }
  }
}
