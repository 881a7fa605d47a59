package dev.bongsu.app;

import dev.bongsu.channel.android.FcmKind;
import dev.bongsu.channel.browser.WebPushKind;
import dev.bongsu.channel.email.SesKind;
import dev.bongsu.channel.email.SmtpKind;
import dev.bongsu.channel.ios.ApnsKind;
import dev.bongsu.channel.sms.SmppKind;
import dev.bongsu.channel.sms.TwilioSmsKind;
import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.voice.TwilioVoiceKind;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of providers that there are: the only place that lists concrete ones. */
final class ProviderKinds {
  private static final List<ProviderKind> ALL =
      List.of(
          new SmtpKind(),
          new SesKind(),
          new SmppKind(),
          new TwilioSmsKind(),
          new TwilioVoiceKind(),
          new WebPushKind(),
          new FcmKind(),
          new ApnsKind());

  private ProviderKinds() {}

  /** Whether a provider of this channel can be configured. */
  static boolean areThereFor(Channel channel) {
    return ALL.stream().anyMatch(kind -> kind.channel() == channel);
  }

  /**
   * One provider of a channel; empty where its type is unknown, which is then noted in {@code
   * fields}.
   *
   * @param base what relative paths are relative to
   */
  static Optional<ProviderKind.Blueprint> read(Channel channel, Fields fields, Path base) {
    String type = fields.text("type", 64);
    List<ProviderKind> known = ALL.stream().filter(kind -> kind.channel() == channel).toList();
    Optional<ProviderKind> kind =
        known.stream().filter(each -> each.type().equals(type)).findFirst();
    if (kind.isEmpty()) {
      // What else is said may be right for what was meant.
      var _ = fields.names();
      fault(channel, fields, type, known);
    }
    return kind.map(each -> each.read(fields, base));
  }

  private static void fault(
      Channel channel, Fields fields, @Nullable String type, List<ProviderKind> known) {
    if (known.isEmpty()) {
      fields.fault("this version has no providers for " + channel.apiName());
    } else if (type == null) {
      fields.missing("type");
    } else {
      String types = known.stream().map(ProviderKind::type).collect(Collectors.joining(" or "));
      fields.fault("type", "wanted " + types + " but found \"" + type + "\"");
    }
  }
}
