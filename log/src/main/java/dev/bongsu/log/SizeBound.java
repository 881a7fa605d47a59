package dev.bongsu.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the files of an embedded log within a size. The brokers' own bound of that kind deletes
 * what nobody has read yet; here only what the group of its topic has finished goes, file by file,
 * the oldest first. A topic that no group reads keeps what it has, as does every topic its newest
 * file.
 */
final class SizeBound implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SizeBound.class);
  private static final Duration PACE = Duration.ofSeconds(15);
  private static final String SEGMENT = ".log";

  private final Admin admin;
  private final Path data;
  private final int partitions;
  private final long maxBytes;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("log-size").daemon().unstarted(this::run);

  /** A file with the records from {@code base} on. */
  private record Segment(long base, long bytes, long changedAtMillis) {}

  /** A file that may go, with everything before {@code end}. */
  private record Spent(TopicPartition partition, Segment segment, long end) {}

  SizeBound(Admin admin, EmbeddedBroker broker, int partitions) {
    this.admin = admin;
    this.data = broker.data();
    this.partitions = partitions;
    this.maxBytes = broker.maxBytes();
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closing.await(PACE.toMillis(), TimeUnit.MILLISECONDS)) {
        attempt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt() throws InterruptedException {
    try {
      enforce(maxBytes);
    } catch (ExecutionException | KafkaException | UncheckedIOException e) {
      LOG.warn("the log's size is looked after later: {}", e.getMessage());
    }
  }

  /**
   * Deletes what is over {@code max} bytes, as far as it has been read.
   *
   * @return how many bytes are to go; the broker removes them within seconds
   */
  long enforce(long max) throws ExecutionException, InterruptedException {
    Map<TopicPartition, List<Segment>> all = segments();
    long over = all.values().stream().flatMap(List::stream).mapToLong(Segment::bytes).sum() - max;
    if (over <= 0) {
      return 0;
    }
    Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
    long bytes = 0;
    for (Spent spent : spent(all)) {
      if (bytes >= over) {
        break;
      }
      bytes += spent.segment().bytes();
      deletions.merge(
          spent.partition(),
          RecordsToDelete.beforeOffset(spent.end()),
          (one, other) -> one.beforeOffset() > other.beforeOffset() ? one : other);
    }
    admin.deleteRecords(deletions).all().get();
    return bytes;
  }

  private List<Spent> spent(Map<TopicPartition, List<Segment>> all)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Unfinished> read = GroupPositions.read(admin);
    List<Spent> spent = new ArrayList<>();
    all.forEach((partition, segments) -> {
      Unfinished unfinished = read.get(partition);
      long position = unfinished == null ? 0 : unfinished.position();
      for (int i = 0; i + 1 < segments.size(); i++) {
        long end = segments.get(i + 1).base();
        if (end <= position) {
          spent.add(new Spent(partition, segments.get(i), end));
        }
      }
    });
    spent.sort(
        Comparator.comparingLong((Spent each) -> each.segment().changedAtMillis())
            .thenComparingLong(Spent::end));
    return spent;
  }

  /** The files of each partition, in the order of their records. */
  private Map<TopicPartition, List<Segment>> segments() {
    Map<TopicPartition, List<Segment>> all = new HashMap<>();
    for (String topic : Topics.all()) {
      for (int partition = 0; partition < partitions; partition++) {
        all.put(new TopicPartition(topic, partition), in(data.resolve(topic + "-" + partition)));
      }
    }
    return all;
  }

  private static List<Segment> in(Path directory) {
    List<Segment> segments = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(SEGMENT)) {
          add(segments, file, Long.parseLong(name, 0, name.length() - SEGMENT.length(), 10));
        }
      }
    } catch (NoSuchFileException _) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    segments.sort(Comparator.comparingLong(Segment::base));
    return segments;
  }

  private static void add(List<Segment> segments, Path file, long base) throws IOException {
    try {
      segments.add(new Segment(base, Files.size(file), Files.getLastModifiedTime(file).toMillis()));
    } catch (NoSuchFileException _) {
      // The broker removed it meanwhile.
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(PACE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
