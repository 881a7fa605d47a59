package dev.bongsu.app;

import dev.bongsu.client.Answer;
import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Prints a notification and its deliveries as they stand. */
final class StatusReport {
  private static final Set<String> ENDED = Set.of("completed", "cancelled", "rejected");
  private static final Set<String> UNDELIVERED = Set.of("failed", "bounced", "expired");
  private static final int NOT_FOUND = 404;
  private static final long PACE_MILLIS = 200;

  /** Ten times what a service that is well may take to know what it accepted. */
  private static final long UNKNOWN_SECONDS = 20;

  private final BongsuClient client;
  private final boolean json;
  private final PrintWriter out;

  StatusReport(BongsuClient client, boolean json, PrintWriter out) {
    this.client = client;
    this.json = json;
    this.out = out;
  }

  /** Prints how it stands now. */
  void now(String id) throws ClientException, InterruptedException {
    print(client.get(path(id)).orThrow());
  }

  /**
   * Waits until the notification has ended, then prints it.
   *
   * @return whether it was completed, and nothing that was sent ended undelivered
   */
  boolean untilSettled(String id) throws ClientException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(UNKNOWN_SECONDS);
    while (true) {
      Answer answer = client.get(path(id));
      // What was accepted a moment ago may not be there yet.
      if (answer.status() != NOT_FOUND || System.nanoTime() > end) {
        Map<String, @Nullable Object> notification = answer.orThrow().object();
        String status = String.valueOf(notification.get("status"));
        if (ENDED.contains(status)) {
          print(answer);
          return status.equals("completed") && isDelivered(notification);
        }
      }
      TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
    }
  }

  private static boolean isDelivered(Map<String, @Nullable Object> notification) {
    return !(notification.get("counts") instanceof Map<?, ?> counts
            && counts.get("byStatus") instanceof Map<?, ?> byStatus)
        || Collections.disjoint(byStatus.keySet(), UNDELIVERED);
  }

  private void print(Answer answer) throws ClientException, InterruptedException {
    if (json) {
      out.println(answer.text());
      return;
    }
    Map<String, @Nullable Object> notification = answer.object();
    String id = String.valueOf(notification.get("id"));
    out.printf("%s  %s%n", id, notification.get("status"));
    Map<String, @Nullable Object> page = client.get(path(id) + "/deliveries").orThrow().object();
    for (Object each : page.get("items") instanceof List<?> items ? items : List.of()) {
      if (each instanceof Map<?, ?> delivery) {
        out.println(line(delivery));
      }
    }
    if (page.get("nextCursor") != null) {
      out.println("  … and more: " + notification.get("counts"));
    }
  }

  private static String line(Map<?, ?> delivery) {
    Object reason = delivery.get("reason");
    Object detail = delivery.get("detail");
    Object recipient = delivery.get("recipient");
    return "  %-8s %s  %s%s%s"
        .formatted(
            delivery.get("channel"),
            recipient == null ? delivery.get("address") : recipient,
            delivery.get("status"),
            reason == null ? "" : " (" + reason + ")",
            detail == null ? "" : ": " + detail);
  }

  private static String path(String id) {
    return "/v1/notifications/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
  }
}
