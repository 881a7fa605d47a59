package dev.bongsu.fanout;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.AfterUnknown;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.GroupKey;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.Routing;
import dev.bongsu.kernel.TemplateKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request in a test, with what the test does not care about filled in. */
final class Draft {
  private final List<RecipientId> recipients = new ArrayList<>();
  private final List<GroupKey> groups = new ArrayList<>();
  private final List<Address> addresses = new ArrayList<>();
  private List<Channel> channels = List.of(Channel.INAPP);
  private Routing routing = Routing.ALL;
  private Priority priority = Priority.NORMAL;
  private @Nullable Instant sendAt;
  private @Nullable String key;
  private @Nullable CategoryKey category;
  private String body = "{}";

  static Draft to(String... recipients) {
    var draft = new Draft();
    for (String each : recipients) {
      draft.recipients.add(new RecipientId(each));
    }
    return draft;
  }

  Draft groups(String... keys) {
    for (String each : keys) {
      groups.add(new GroupKey(each));
    }
    return this;
  }

  Draft address(Channel channel, String value) {
    addresses.add(new Address(channel, value));
    return this;
  }

  Draft channels(Channel... all) {
    channels = List.of(all);
    return this;
  }

  Draft first() {
    routing = Routing.FIRST;
    return this;
  }

  Draft priority(Priority wanted) {
    priority = wanted;
    return this;
  }

  Draft at(Instant moment) {
    sendAt = moment;
    return this;
  }

  Draft category(String wanted) {
    category = new CategoryKey(wanted);
    return this;
  }

  Draft key(String wanted) {
    key = wanted;
    return this;
  }

  Draft body(String json) {
    body = json;
    return this;
  }

  NotificationDraft build() {
    byte[] request = body.getBytes(StandardCharsets.UTF_8);
    return new NotificationDraft(
        new NotificationDraft.Origin("shop", key, request, request, null),
        new NotificationDraft.Audience(recipients, groups, addresses),
        new NotificationDraft.Substance(
            new NotificationDraft.Source.Template(new TemplateKey("order-shipped"), 3, 1),
            new byte[0],
            category,
            AfterUnknown.RETRY,
            List.of()),
        new NotificationDraft.Way(channels, routing, priority, sendAt, null, null));
  }
}
