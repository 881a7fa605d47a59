package dev.bongsu.acceptance;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The inboxes of the service itself, counted by whoever reads them. */
final class Inboxes implements Carrier {
  private static final int PAGE = 200;

  private final Set<String> recipients = ConcurrentHashMap.newKeySet();

  @Override
  public String channel() {
    return "inapp";
  }

  @Override
  public String configuration() {
    return "";
  }

  @Override
  public Map<String, Object> to(int number) {
    return Map.of("recipients", List.of(address(number)));
  }

  /** The recipient whose inbox it is; few of them, so that they can all be read. */
  @Override
  public Object address(int number) {
    String recipient = "reader" + number % 20;
    recipients.add(recipient);
    return recipient;
  }

  @Override
  public List<Map<String, Object>> addresses(String recipient, int number) {
    recipients.add(recipient);
    return List.of();
  }

  @Override
  public Map<String, Integer> taken(BongsuClient service)
      throws ClientException, InterruptedException {
    Map<String, Integer> taken = new HashMap<>();
    for (String recipient : recipients) {
      String after = "";
      List<?> items;
      do {
        Map<String, ?> page =
            service
                .get("/v1/recipients/" + recipient + "/inbox?limit=" + PAGE + after)
                .orThrow()
                .object();
        items = (List<?>) Objects.requireNonNull(page.get("items"));
        for (Object item : items) {
          taken.merge(String.valueOf(((Map<?, ?>) item).get("id")), 1, Integer::sum);
        }
        after = "&after=" + page.get("nextCursor");
      } while (items.size() == PAGE);
    }
    return taken;
  }

  @Override
  public long arrivals() {
    return 0;
  }

  @Override
  public void close() {
    // they end with the service
  }
}
