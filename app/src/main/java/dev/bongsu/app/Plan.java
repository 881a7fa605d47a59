package dev.bongsu.app;

import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What this process is to be: the configuration, the roles, and the providers of each channel in
 * their order, all of it checked. A channel that is not among {@code providers} has none.
 */
record Plan(
    Configuration configuration,
    Set<Role> roles,
    Map<Channel, List<ProviderKind.Blueprint>> providers) {
  /** What is sent by us and so has no provider that could be configured. */
  private static final Set<String> OUR_IDS = Set.of(Sandbox.ID, "inbox");

  Plan {
    roles = Set.copyOf(roles);
    providers = Map.copyOf(providers);
  }

  /**
   * Reads all of it.
   *
   * @throws InvalidException with every fault of the settings
   */
  static Plan read(SettingsTree tree, Set<Role> roles) throws InvalidException {
    Configuration configuration = Configuration.read(tree);
    Set<String> ids = new HashSet<>(OUR_IDS);
    Map<Channel, List<ProviderKind.Blueprint>> providers = new EnumMap<>(Channel.class);
    for (Map.Entry<Channel, List<Fields>> entry : configuration.providers().entrySet()) {
      List<ProviderKind.Blueprint> ofChannel = new ArrayList<>();
      for (Fields fields : entry.getValue()) {
        String id = fields.text("id", 64);
        if (id != null && !ids.add(id)) {
          fields.fault("id", "wanted an id that no other provider has but found \"" + id + "\"");
        }
        ProviderKinds.read(entry.getKey(), fields, tree.base()).ifPresent(ofChannel::add);
      }
      if (!ofChannel.isEmpty()) {
        providers.put(entry.getKey(), List.copyOf(ofChannel));
      }
    }
    tree.fields().done();
    return new Plan(configuration, roles, providers);
  }

  /** Whether any of these roles is among ours. */
  boolean hasAny(Role... wanted) {
    return List.of(wanted).stream().anyMatch(roles::contains);
  }

  /**
   * The roles that nobody has: not this process, and no other, since none can join a log or
   * database that is embedded in this one. The sandbox is not needed where there are providers.
   */
  List<Role> missing() {
    boolean alone =
        configuration.log() instanceof Configuration.LogPlace.Embedded
            || configuration.database() instanceof Configuration.DatabasePlace.Embedded;
    return Arrays.stream(Role.values())
        .filter(role -> alone && role != Role.SANDBOX && !roles.contains(role))
        .toList();
  }

  /** The providers of a channel in the order in which they are preferred, without the sandbox. */
  List<ProviderKind.Blueprint> providers(Channel channel) {
    return providers.getOrDefault(channel, List.of());
  }

  /** The channels whose deliveries this process sends. */
  List<Channel> channels() {
    return List.of(Channel.values()).stream().filter(channel -> hasAny(Role.of(channel))).toList();
  }
}
