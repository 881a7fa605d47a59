package dev.bongsu.bench;

import dev.bongsu.client.ClientException;
import dev.bongsu.client.EventStream;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends single notifications in-app at a steady pace and listens for them as their recipient does,
 * so that a latency is from the first byte of the request to the event at the recipient.
 */
final class Probe {
  private static final String RECIPIENT = "probe";
  private static final String MARK = "Order A-";
  private static final long PACE_MILLIS = 50;

  private final Service service;
  private final Measurement measurement;
  private final String priority;
  private final Map<Long, Long> sentNanos = new ConcurrentHashMap<>();

  Probe(Service service, Measurement measurement, String priority) {
    this.service = service;
    this.measurement = measurement;
    this.priority = priority;
  }

  /** Adds a sender and a listener to the loaders. */
  void start(Loaders loaders) throws BenchException, InterruptedException {
    EventStream events;
    try {
      events =
          new EventStream(
              URI.create(service.url() + "/v1/recipients/" + RECIPIENT + "/inbox/stream"),
              service.key());
    } catch (ClientException e) {
      throw new BenchException(String.valueOf(e.getMessage()));
    }
    loaders.start("probe-listen", () -> listen(events));
    loaders.start("probe-send", () -> send(events));
  }

  private void send(EventStream events) throws IOException, InterruptedException {
    try (events;
        LoadConnection connection = service.connect()) {
      for (long number = 0; !measurement.isOver(); number++) {
        sentNanos.put(number, System.nanoTime());
        connection.post("/v1/notifications", Messages.toRecipient(RECIPIENT, number, priority));
        Thread.sleep(PACE_MILLIS);
      }
    }
  }

  private void listen(EventStream events) {
    for (String data = events.next(); data != null; data = events.next()) {
      int start = data.indexOf(MARK);
      if (start >= 0) {
        int end = data.indexOf(' ', start + MARK.length());
        Long sent = sentNanos.remove(Long.valueOf(data.substring(start + MARK.length(), end)));
        if (sent != null) {
          measurement.latency(System.nanoTime() - sent);
        }
      }
    }
  }
}
