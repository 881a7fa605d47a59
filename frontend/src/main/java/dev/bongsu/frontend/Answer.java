package dev.bongsu.frontend;

import dev.bongsu.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an endpoint answers. */
sealed interface Answer {
  String JSON = "application/json";
  String NDJSON = "application/x-ndjson";

  int status();

  String contentType();

  Map<String, String> headers();

  /** This answer with one more header. */
  Answer with(String header, String value);

  /** An answer that is there as a whole. */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record Whole(int status, String contentType, byte[] body, Map<String, String> headers)
      implements Answer {
    @Override
    public Whole with(String header, String value) {
      return new Whole(status, contentType, body, Answer.more(headers, header, value));
    }
  }

  /** An answer that is written as it comes into being. */
  record Stream(String contentType, Writing writing, Map<String, String> headers)
      implements Answer {
    @Override
    public int status() {
      return 200;
    }

    @Override
    public Stream with(String header, String value) {
      return new Stream(contentType, writing, Answer.more(headers, header, value));
    }
  }

  /**
   * An answer of known length that is written piece by piece.
   *
   * @param lengthBytes what {@code writing} writes, exactly
   */
  record Sized(
      int status,
      String contentType,
      long lengthBytes,
      Writing writing,
      Map<String, String> headers)
      implements Answer {
    @Override
    public Sized with(String header, String value) {
      return new Sized(
          status, contentType, lengthBytes, writing, Answer.more(headers, header, value));
    }
  }

  /** Writes a streamed answer; the stream is buffered, and closed by whoever called. */
  @FunctionalInterface
  interface Writing {
    void to(OutputStream out) throws IOException, InterruptedException;
  }

  static Answer json(int status, @Nullable Object value) {
    return new Whole(status, JSON, Json.write(value), Map.of());
  }

  static Answer ok(@Nullable Object value) {
    return json(200, value);
  }

  static Answer noContent() {
    return new Whole(204, "", new byte[0], Map.of());
  }

  /** What the caller has is what there is (RFC 9110 section 15.4.5). */
  static Answer notModified() {
    return new Whole(304, "", new byte[0], Map.of());
  }

  static Answer text(int status, String contentType, String body) {
    return new Whole(status, contentType, body.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  static Answer of(Problem problem) {
    return new Whole(
        problem.code().status(),
        Problem.CONTENT_TYPE,
        Json.write(problem.json()),
        problem.headers());
  }

  static Answer stream(String contentType, Writing writing) {
    return new Stream(contentType, writing, Map.of());
  }

  private static Map<String, String> more(
      Map<String, String> headers, String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return more;
  }
}
