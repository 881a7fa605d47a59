package dev.bongsu.acceptance;

import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.sandbox.Faults;
import dev.bongsu.sandbox.SandboxFilter;
import dev.bongsu.sandbox.SandboxMessage;
import dev.bongsu.sandbox.SandboxMessages;
import dev.bongsu.sandbox.WebPushStandIn;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** A push service in the test's own process. */
final class PushService implements Carrier {
  private static final long MAX_BYTES = 512L * 1024 * 1024;

  private final SandboxMessages messages =
      new SandboxMessages(MAX_BYTES, Clock.systemUTC(), _ -> Map.of());
  private final WebPushStandIn standIn =
      WebPushStandIn.start(null, messages, new Faults(new Random(1)), Clock.systemUTC());

  @Override
  public String channel() {
    return "browser";
  }

  @Override
  public String configuration() {
    return """
    channels:
      browser:
        providers:
          - { id: push, type: webpush, subject: "mailto:ops@example.com", allowPrivate: true }
    """;
  }

  @Override
  public Object address(String name) {
    return standIn.subscribe();
  }

  @Override
  public Map<String, Integer> taken() {
    Map<String, Integer> taken = new HashMap<>();
    var all = new SandboxFilter(null, null, null);
    String cursor = null;
    try {
      do {
        Page<SandboxMessage> page = messages.list(all, new Page.Request(Page.MAX_LIMIT, cursor));
        for (SandboxMessage message : page.items()) {
          DeliveryId delivery = message.delivery();
          if (delivery != null) {
            taken.merge(delivery.toString(), 1, Integer::sum);
          }
        }
        cursor = page.nextCursor();
      } while (cursor != null);
    } catch (InvalidException e) {
      throw new IllegalStateException("a cursor of our own is one", e);
    }
    return taken;
  }

  @Override
  public void close() {
    standIn.close();
  }
}
