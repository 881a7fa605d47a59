package dev.bongsu.app;

import dev.bongsu.kernel.Channel;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a process does; {@code all} is every one of them. */
enum Role {
  FRONTEND("frontend", null),
  FANOUT("fanout", null),
  SCHEDULER("scheduler", null),
  LEDGER("ledger", null),
  INBOX("inbox", null),
  CHANNEL_EMAIL("channel.email", Channel.EMAIL),
  CHANNEL_SMS("channel.sms", Channel.SMS),
  CHANNEL_VOICE("channel.voice", Channel.VOICE),
  CHANNEL_ANDROID("channel.android", Channel.ANDROID),
  CHANNEL_IOS("channel.ios", Channel.IOS),
  CHANNEL_BROWSER("channel.browser", Channel.BROWSER),
  CHANNEL_INAPP("channel.inapp", Channel.INAPP),
  SANDBOX("sandbox", null);

  private final String label;
  private final @Nullable Channel channel;

  Role(String label, @Nullable Channel channel) {
    this.label = label;
    this.channel = channel;
  }

  /** The name on the command line. */
  String label() {
    return label;
  }

  /** The role that sends a channel's deliveries. */
  static Role of(Channel channel) {
    return Arrays.stream(values())
        .filter(role -> role.channel == channel)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("a channel without a role: " + channel));
  }

  /**
   * The roles of a list like {@code frontend,fanout}.
   *
   * @throws StartException naming what is not a role
   */
  static Set<Role> parse(String list) throws StartException {
    Set<Role> roles = new LinkedHashSet<>();
    for (String each : list.split(",", -1)) {
      String name = each.strip();
      if (name.equals("all")) {
        roles.addAll(List.of(values()));
      } else {
        roles.add(
            Arrays.stream(values())
                .filter(role -> role.label.equals(name))
                .findFirst()
                .orElseThrow(() -> StartException.usage(unknown(name))));
      }
    }
    return roles;
  }

  private static String unknown(String name) {
    String known = Arrays.stream(values()).map(Role::label).collect(Collectors.joining(", "));
    return "--roles: wanted some of all, " + known + " but found \"" + name + "\"";
  }
}
