package dev.bongsu.app;

import dev.bongsu.channel.browser.WebPushSettings;
import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.ProviderKind.Blueprint;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.kernel.Channel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The providers of every channel, configured or in the sandbox, and what they may use. */
record Providers(Map<Channel, List<Blueprint>> blueprints, Surroundings surroundings) {
  Providers {
    blueprints = Map.copyOf(blueprints);
  }

  /** Those of the configuration; where there are none, the sandbox's. */
  static Providers of(Plan plan, @Nullable Sandbox sandbox, Surroundings surroundings) {
    return new Providers(
        Arrays.stream(Channel.values())
            .collect(Collectors.toMap(channel -> channel, channel -> of(plan, sandbox, channel))),
        surroundings);
  }

  /** What pages subscribe to Web Push with; empty where this process knows none. */
  Optional<String> browserKey() {
    return of(Channel.BROWSER).stream()
        .filter(WebPushSettings.class::isInstance)
        .map(WebPushSettings.class::cast)
        .map(each -> each.publicKey(surroundings.data()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** In the order in which they are preferred; empty where the channel has none. */
  List<Blueprint> of(Channel channel) {
    return blueprints.getOrDefault(channel, List.of());
  }

  /** Who understands what providers post, by their ids; those in the sandbox share one. */
  Map<String, List<Callbacks>> callbacks() {
    Map<String, List<Callbacks>> callbacks = new HashMap<>();
    for (Channel channel : Channel.values()) {
      for (Blueprint each : of(channel)) {
        each.callbacks(surroundings)
            .ifPresent(kind ->
                callbacks.computeIfAbsent(each.common().id(), _ -> new ArrayList<>()).add(kind));
      }
    }
    return callbacks;
  }

  private static List<Blueprint> of(Plan plan, @Nullable Sandbox sandbox, Channel channel) {
    List<Blueprint> configured = plan.providers(channel);
    return configured.isEmpty() && sandbox != null
        ? sandbox.provider(channel).map(List::of).orElse(List.of())
        : configured;
  }
}
