package dev.bongsu.channel.spi;

import java.io.FileNotFoundException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A house around a provider, which remembers what it was told. */
public final class TestSurroundings {
  /** What providers reported, in order. */
  public final List<Receipt> receipts = new CopyOnWriteArrayList<>();

  /** What people wrote, in order. */
  public final List<Callbacks.Inbound> written = new CopyOnWriteArrayList<>();

  /** The files that there are, by object id. */
  public final Map<String, Attachments.Attached> files = new ConcurrentHashMap<>();

  private final Clock clock;
  private final Path data;

  /** A house with this time, where things are kept in {@code data}. */
  public TestSurroundings(Clock clock, Path data) {
    this.clock = clock;
    this.data = data;
  }

  /** What the provider is given. */
  public Surroundings surroundings() {
    return new Surroundings(
        clock,
        URI.create("https://bongsu.example.com"),
        data,
        new Receipts() {
          @Override
          public void take(List<Receipt> taken) {
            receipts.addAll(taken);
          }

          @Override
          public void heard(String provider, List<Callbacks.Inbound> messages) {
            written.addAll(messages);
          }
        },
        message -> URI.create("https://bongsu.example.com/u/" + message.id()),
        id -> {
          Attachments.Attached file = files.get(id);
          if (file == null) {
            throw new FileNotFoundException(id);
          }
          return file;
        });
  }
}
