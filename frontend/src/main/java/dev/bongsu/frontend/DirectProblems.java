package dev.bongsu.frontend;

import dev.bongsu.json.Json;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

/** Turns what the server refuses by itself, before any endpoint sees it, into problems. */
final class DirectProblems implements DirectHandler {
  private static final int BAD_REQUEST = 400;

  /** Handlers for every kind of refusal. */
  static DirectHandlers handlers() {
    var problems = new DirectProblems();
    DirectHandlers.Builder builder = DirectHandlers.builder();
    for (EventType each : EventType.values()) {
      builder.addHandler(each, problems);
    }
    return builder.build();
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType type,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    boolean coded = request.headers().contains(HeaderNames.CONTENT_ENCODING);
    Problem problem = coded && status.code() == BAD_REQUEST ? encoded() : problem(status);
    Connections.current().refused();
    TransportResponse.Builder response =
        TransportResponse.builder()
            .status(problem.code().httpStatus())
            .headers(headers)
            .header(HeaderNames.CONTENT_TYPE, Problem.CONTENT_TYPE)
            .header(HeaderNames.CACHE_CONTROL, "no-store")
            .keepAlive(false)
            .entity(Json.write(problem.json()));
    problem.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    return response.build();
  }

  /** The server takes no coding of a body, and refuses whoever names one (RFC 9110 15.5.16). */
  private static Problem encoded() {
    return Problem.of(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE, "wanted a body as it is, without Content-Encoding")
        .with("Accept-Encoding", "identity");
  }

  private static Problem problem(Status status) {
    return switch (status.code()) {
      case 408 -> Problem.of(ErrorCode.TIMEOUT, "the request did not arrive in time");
      case 413 -> Call.tooLarge();
      case 414, 431 -> tooLargeHead();
      case 503 -> Dispatcher.unavailable("too much is going on at once");
      case 500 -> Problem.of(ErrorCode.INTERNAL, "the request could not be handled");
      // The server tells neither by status nor by message that a head is too large.
      default ->
          Connections.current().isHeadLongerThan(Frontend.MAX_HEADERS_BYTES)
              ? tooLargeHead()
              : Problem.of(ErrorCode.MALFORMED, "this is not a well-formed HTTP/1.1 request");
    };
  }

  private static Problem tooLargeHead() {
    return Problem.of(ErrorCode.HEADERS_TOO_LARGE, "the request line or the headers are too large");
  }
}
