package dev.bongsu.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * One connection that streams requests to the batch endpoint and reads the results as they come,
 * with a bound on what is unanswered.
 */
final class BatchLoad {
  private static final int PIECE_BYTES = 32 * 1024;
  private static final int WINDOW = 20_000;
  private static final int STEP = 100;
  private static final int OK = 200;

  private final Service service;
  private final Measurement measurement;
  private final LongFunction<byte[]> lines;
  private final Semaphore window = new Semaphore(WINDOW);
  private final Permission permission;

  /** Waits until {@code count} more requests may be sent. */
  @FunctionalInterface
  interface Permission {
    void await(int count) throws InterruptedException;
  }

  /** {@code lines} makes the request of a number. */
  BatchLoad(
      Service service, Measurement measurement, LongFunction<byte[]> lines, Permission permission) {
    this.service = service;
    this.measurement = measurement;
    this.lines = lines;
    this.permission = permission;
  }

  /**
   * Sends the numbers {@code first}, {@code first + stride}, … until the measurement is over;
   * returns when all are answered.
   */
  void run(long first, int stride) throws IOException, InterruptedException {
    try (LoadConnection connection = service.connect()) {
      connection.beginLines("/v1/notifications/batch");
      Thread reader = Thread.ofPlatform().daemon().start(() -> read(connection));
      byte[] piece = new byte[PIECE_BYTES * 2];
      int filled = 0;
      long number = first;
      while (!measurement.isOver()) {
        if (!window.tryAcquire(STEP, 100, TimeUnit.MILLISECONDS)) {
          continue;
        }
        permission.await(STEP);
        for (int i = 0; i < STEP; i++, number += stride) {
          byte[] line = lines.apply(number);
          if (filled + line.length + 1 > piece.length) {
            connection.chunk(piece, filled);
            filled = 0;
          }
          System.arraycopy(line, 0, piece, filled, line.length);
          filled += line.length;
          piece[filled++] = '\n';
        }
        connection.chunk(piece, filled);
        filled = 0;
      }
      connection.chunk(piece, 0);
      reader.join();
    }
  }

  private void read(LoadConnection connection) {
    try {
      LoadConnection.Head head = connection.readHead();
      if (head.status() != OK) {
        measurement.error();
        return;
      }
      var results =
          new BufferedReader(
              new InputStreamReader(connection.body(head), StandardCharsets.UTF_8), PIECE_BYTES);
      for (String line = results.readLine(); line != null; line = results.readLine()) {
        window.release();
        if (line.contains("\"accepted\"")) {
          measurement.successes(1);
        } else {
          measurement.error();
        }
      }
    } catch (IOException _) {
      if (!measurement.isOver()) {
        measurement.error();
      }
    }
  }
}
