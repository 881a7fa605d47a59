package dev.bongsu.app;

import dev.bongsu.channel.voice.CallRules;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is said of the sandbox: as which type of provider it stands in for a channel, where that is
 * not to be the first there is, and how its calls are made.
 */
record StandIns(Map<Channel, String> types, CallRules calls) {
  private static final String SANDBOX = "sandbox";

  /** What holds where nothing is said. */
  static final StandIns USUAL = new StandIns(Map.of(), CallRules.USUAL);

  StandIns {
    types = Map.copyOf(types);
  }

  /** This, and what the settings of a channel say: a type, or an object with it. */
  StandIns with(Channel channel, Fields ofChannel) {
    if (!ofChannel.has(SANDBOX)) {
      return this;
    }
    if (ofChannel.has("providers")) {
      ofChannel.fault(SANDBOX, "wanted only where there are no providers");
    }
    Fields settings = ofChannel.raw(SANDBOX) instanceof Map<?, ?> ? ofChannel.child(SANDBOX) : null;
    String type =
        settings == null ? type(channel, ofChannel, SANDBOX) : type(channel, settings, "type");
    Map<Channel, String> all = new EnumMap<>(Channel.class);
    all.putAll(types);
    if (type != null) {
      all.put(channel, type);
    }
    return new StandIns(
        all, settings != null && channel == Channel.VOICE ? CallRules.ofSandbox(settings) : calls);
  }

  private static @Nullable String type(Channel channel, Fields fields, String name) {
    List<String> types = Sandbox.types(channel);
    return fields.named(
        name, String.join(" or ", types), text -> Optional.of(text).filter(types::contains));
  }
}
