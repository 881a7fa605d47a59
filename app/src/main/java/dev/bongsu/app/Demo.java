package dev.bongsu.app;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a sample to a sample group and looks for each delivery where it should arrive: in the
 * recipient's inbox, in the sandbox, or, with a provider of one's own, in what the provider said.
 */
final class Demo {
  private static final Set<String> TAKEN = Set.of("sent", "delivered", "opened", "clicked");
  private static final Set<String> LOST =
      Set.of("failed", "bounced", "expired", "cancelled", "suppressed");
  private static final String CHANNEL = "channel.";
  private static final String BROWSER = "browser";
  private static final String SUBSCRIPTIONS = "/v1/sandbox/subscriptions";
  private static final long PACE_MILLIS = 100;
  private static final long GIVE_UP_SECONDS = 60;

  /** One delivery and whether it was found where it should arrive. */
  record Arrival(String channel, String recipient, String status, boolean arrived) {}

  private final BongsuClient client;
  private final Map<String, @Nullable Object> sample;

  Demo(BongsuClient client) {
    this.client = client;
    this.sample = sample();
  }

  /**
   * Runs it; {@code each} hears of every delivery once it has settled or the time is up.
   *
   * @return how many were sent and how many arrived
   */
  Totals run(Consumer<Arrival> each) throws ClientException, InterruptedException {
    List<String> channels = channels();
    prepare(channels.contains(BROWSER));
    Map<String, @Nullable Object> notification =
        new LinkedHashMap<>(object(sample.get("notification")));
    notification.put("channels", channels);
    String id = client.send(notification);
    awaitExpanded(id);
    Set<String> told = new HashSet<>();
    int arrived = 0;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS);
    List<?> deliveries = deliveries(id);
    while (told.size() < deliveries.size()) {
      boolean late = System.nanoTime() > end;
      for (Object item : deliveries) {
        Map<String, @Nullable Object> delivery = object(item);
        Arrival arrival = arrival(id, delivery);
        boolean ended = arrival.arrived() || LOST.contains(arrival.status());
        if ((ended || late) && told.add(String.valueOf(delivery.get("id")))) {
          each.accept(arrival);
          arrived += arrival.arrived() ? 1 : 0;
        }
      }
      TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
      deliveries = deliveries(id);
    }
    return new Totals(deliveries.size(), arrived);
  }

  /** How many deliveries there were, and how many were found. */
  record Totals(int sent, int arrived) {}

  /** Those of the sample that the service has; all of them where it does not say. */
  private List<String> channels() throws ClientException, InterruptedException {
    Set<String> parts = object(client.get("/readyz").object().get("parts")).keySet();
    boolean says = parts.stream().anyMatch(part -> part.startsWith(CHANNEL));
    boolean subscribes = client.post(SUBSCRIPTIONS, Map.of()).isSuccess();
    List<String> channels = new ArrayList<>();
    if (object(sample.get("notification")).get("channels") instanceof List<?> all) {
      for (Object each : all) {
        String channel = String.valueOf(each);
        boolean there = !says || parts.contains(CHANNEL + channel);
        // Nobody but a browser can make an address of a browser.
        if (there && (subscribes || !channel.equals(BROWSER))) {
          channels.add(channel);
        }
      }
    }
    return channels;
  }

  private Map<String, @Nullable Object> withBrowser(Map<String, @Nullable Object> recipient)
      throws ClientException, InterruptedException {
    Map<String, @Nullable Object> subscribed = new LinkedHashMap<>(recipient);
    List<@Nullable Object> addresses = new ArrayList<>();
    if (recipient.get("addresses") instanceof List<?> others) {
      addresses.addAll(others);
    }
    Map<String, @Nullable Object> subscription =
        client.post(SUBSCRIPTIONS, Map.of()).orThrow().object();
    addresses.add(Map.of("channel", BROWSER, "address", subscription));
    subscribed.put("addresses", addresses);
    return subscribed;
  }

  private void prepare(boolean withBrowsers) throws ClientException, InterruptedException {
    for (Map.Entry<String, @Nullable Object> each : object(sample.get("templates")).entrySet()) {
      client.put("/v1/templates/" + each.getKey() + "?publish=true", each.getValue()).orThrow();
    }
    var members = new StringBuilder();
    for (Map.Entry<String, @Nullable Object> each : object(sample.get("recipients")).entrySet()) {
      Map<String, @Nullable Object> recipient = object(each.getValue());
      client
          .put("/v1/recipients/" + each.getKey(), withBrowsers ? withBrowser(recipient) : recipient)
          .orThrow();
      members.append('"').append(each.getKey()).append("\"\n");
    }
    for (Map.Entry<String, @Nullable Object> each : object(sample.get("groups")).entrySet()) {
      client.put("/v1/groups/" + each.getKey(), each.getValue()).orThrow();
      client
          .postLines(
              "/v1/groups/" + each.getKey() + "/members",
              List.of(members.toString().getBytes(StandardCharsets.UTF_8)))
          .orThrow();
    }
  }

  private void awaitExpanded(String id) throws ClientException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS);
    while (System.nanoTime() < end) {
      var answer = client.get("/v1/notifications/" + id);
      if (answer.isSuccess()
          && answer.object().get("expandedAt") != null
          && !deliveries(id).isEmpty()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
    }
    throw new ClientException(
        "the sample was accepted but not expanded within " + GIVE_UP_SECONDS + " s");
  }

  private List<?> deliveries(String id) throws ClientException, InterruptedException {
    return items("/v1/notifications/" + id + "/deliveries?limit=500");
  }

  private Arrival arrival(String notification, Map<String, @Nullable Object> delivery)
      throws ClientException, InterruptedException {
    String channel = String.valueOf(delivery.get("channel"));
    String recipient = String.valueOf(delivery.get("recipient"));
    String status = String.valueOf(delivery.get("status"));
    boolean arrived = TAKEN.contains(status) && isThere(notification, delivery, channel, recipient);
    return new Arrival(channel, recipient, status, arrived);
  }

  private boolean isThere(
      String notification, Map<String, @Nullable Object> delivery, String channel, String recipient)
      throws ClientException, InterruptedException {
    if (channel.equals("inapp")) {
      return isInInbox(recipient, delivery.get("id"));
    }
    return !"sandbox".equals(delivery.get("provider"))
        || contains(
            items("/v1/sandbox/messages?channel=" + channel + "&notification=" + notification),
            "deliveryId",
            delivery.get("id"));
  }

  /** Page by page: a recipient of many demos has more than one. */
  private boolean isInInbox(String recipient, @Nullable Object id)
      throws ClientException, InterruptedException {
    String after = "";
    List<?> items;
    do {
      Map<String, @Nullable Object> page =
          client.get("/v1/recipients/" + recipient + "/inbox?limit=500" + after).orThrow().object();
      items = page.get("items") instanceof List<?> list ? list : List.of();
      if (contains(items, "id", id)) {
        return true;
      }
      after = "&after=" + page.get("nextCursor");
    } while (!items.isEmpty());
    return false;
  }

  private List<?> items(String path) throws ClientException, InterruptedException {
    return client.get(path).orThrow().object().get("items") instanceof List<?> items
        ? items
        : List.of();
  }

  private static boolean contains(List<?> items, String field, @Nullable Object value) {
    return items.stream()
        .anyMatch(
            item -> item instanceof Map<?, ?> map && value != null && value.equals(map.get(field)));
  }

  private static Map<String, @Nullable Object> object(@Nullable Object value)
      throws ClientException {
    try {
      return Json.object(value);
    } catch (JsonException e) {
      throw new ClientException(
          "the service answered what the demo does not expect: " + e.getMessage());
    }
  }

  private static Map<String, @Nullable Object> sample() {
    try (InputStream in = Demo.class.getResourceAsStream("demo.json")) {
      if (in == null) {
        throw new IllegalStateException("demo.json must be beside this class");
      }
      return Json.readObject(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JsonException e) {
      throw new IllegalStateException("demo.json must be a JSON object", e);
    }
  }
}
