package dev.bongsu.frontend;

import dev.bongsu.access.Identity;
import dev.bongsu.fanout.Acceptance;
import dev.bongsu.fanout.PendingSubmission;
import dev.bongsu.fanout.Submissions;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.log.LogUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Takes notifications as lines of any number (A8). One thread reads, checks and submits; another
 * awaits and writes the results in the order of the lines. Between them stands a bounded queue, so
 * the log's pace, the client's reading and the caller's rate limit all slow the reading.
 */
final class Batches {
  private static final int WINDOW = 4_000;
  private static final byte[] ACCEPTED_HEAD = ascii("{\"id\":\"");
  private static final byte[] ACCEPTED_TAIL = ascii("\",\"status\":\"accepted\"}\n");
  private static final byte[] REPLAYED_TAIL =
      ascii("\",\"status\":\"accepted\",\"replayed\":true}\n");

  private final Submissions submissions;
  private final Drafts drafts;
  private final Gate gate;
  private final Stopping stopping;

  Batches(Submissions submissions, Drafts drafts, Gate gate, Stopping stopping) {
    this.submissions = submissions;
    this.drafts = drafts;
    this.gate = gate;
    this.stopping = stopping;
  }

  /** What is to be written for a line. */
  private sealed interface Result {
    record Pending(PendingSubmission submission) implements Result {}

    record Refused(Problem problem) implements Result {}

    /** There is no more. */
    record End() implements Result {}
  }

  Answer post(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    Lines lines = call.lines();
    Identity identity = call.identity();
    String traceparent = call.traceparent();
    return Answer.stream(Answer.NDJSON, out -> run(lines, out, identity, traceparent, call));
  }

  private void run(
      Lines lines, OutputStream out, Identity identity, @Nullable String traceparent, Call call)
      throws IOException, InterruptedException {
    BlockingQueue<Result> results = new ArrayBlockingQueue<>(WINDOW);
    var failure = new AtomicBoolean();
    Thread writer =
        Thread.ofVirtual().name("batch-results").start(() -> write(results, out, failure));
    boolean whole = false;
    try {
      Lines.Line line = lines.next();
      int granted = 0;
      while (line != null && !failure.get() && !stopping.isStopping()) {
        if (granted == 0) {
          gate.await(identity, Gate.LINES_AT_ONCE, stopping);
          granted = Gate.LINES_AT_ONCE;
        }
        granted--;
        results.put(submit(line, identity, traceparent));
        line = lines.next();
      }
      whole = line == null;
    } finally {
      // The writer takes until it finds this, so there is room in the end.
      results.put(new Result.End());
      writer.join();
    }
    if (failure.get() || !whole) {
      throw new IOException("the batch was cut");
    }
    call.readBody();
  }

  private Result submit(Lines.Line line, Identity identity, @Nullable String traceparent)
      throws InterruptedException {
    return switch (line) {
      case Lines.Line.TooLong _ -> new Result.Refused(Call.tooLarge());
      case Lines.Line.Text(_, byte[] raw) -> {
        try {
          NotificationRequest request = NotificationRequest.read(Call.parsed(raw), true);
          var caller = new Drafts.Caller(identity, request.idempotencyKey(), traceparent);
          yield new Result.Pending(submissions.submit(drafts.draft(request, raw, caller)));
        } catch (InvalidException e) {
          yield new Result.Refused(Problem.of(e));
        } catch (ProblemException e) {
          yield new Result.Refused(e.problem());
        } catch (LogUnavailableException _) {
          yield new Result.Refused(noLog());
        }
      }
    };
  }

  /** Writes until the end; where nobody reads any more, it still awaits what is under way. */
  private static void write(
      BlockingQueue<Result> results, OutputStream out, AtomicBoolean failure) {
    try {
      while (true) {
        Result next = results.poll();
        if (next == null) {
          unlessFailed(failure, out::flush);
          next = results.take();
        }
        switch (next) {
          case Result.End _ -> {
            unlessFailed(failure, out::flush);
            return;
          }
          case Result.Refused(Problem problem) -> unlessFailed(failure, () -> write(out, problem));
          case Result.Pending(PendingSubmission submission) -> {
            byte[] line = awaited(submission);
            unlessFailed(failure, () -> out.write(line));
          }
        }
      }
    } catch (InterruptedException _) {
      failure.set(true);
      Thread.currentThread().interrupt();
    }
  }

  @FunctionalInterface
  private interface Writing {
    void run() throws IOException;
  }

  private static void unlessFailed(AtomicBoolean failure, Writing writing) {
    if (failure.get()) {
      return;
    }
    try {
      writing.run();
    } catch (IOException | RuntimeException _) {
      failure.set(true);
    }
  }

  private static byte[] awaited(PendingSubmission submission) throws InterruptedException {
    try {
      return switch (submission.await()) {
        case Acceptance.Accepted(NotificationId id, boolean replayed) ->
            accepted(id, replayed ? REPLAYED_TAIL : ACCEPTED_TAIL);
        case Acceptance.KeyReused reused -> line(NotificationRoutes.keyReused(reused));
      };
    } catch (LogUnavailableException _) {
      return line(noLog());
    }
  }

  private static byte[] accepted(NotificationId id, byte[] tail) {
    byte[] name = ascii(id.toString());
    return ByteBuffer.allocate(ACCEPTED_HEAD.length + name.length + tail.length)
        .put(ACCEPTED_HEAD)
        .put(name)
        .put(tail)
        .array();
  }

  private static void write(OutputStream out, Problem problem) throws IOException {
    out.write(line(problem));
  }

  private static byte[] line(Problem problem) {
    return (Json.writeText(problem.json()) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Problem noLog() {
    return Dispatcher.unavailable("the log takes no writes at the moment");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
