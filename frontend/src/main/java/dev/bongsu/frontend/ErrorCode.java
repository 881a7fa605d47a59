package dev.bongsu.frontend;

import io.helidon.http.Status;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of problems that the contract knows. Each has a page at {@code /errors/<code>}; names
 * are only ever added.
 */
enum ErrorCode {
  MALFORMED(
      400,
      "The request is malformed",
      "The request does not parse or does not fit its schema in /openapi.json: a wrong type, a"
          + " missing or unknown field, an unknown query parameter, a value out of its range."
          + " Every fault is listed in errors, with a JSON Pointer into the body. Correct the"
          + " request; sending it again as it is will be refused again."),
  UNAUTHENTICATED(
      401,
      "Who is asking is not known",
      "Send the header Authorization: Bearer <key> with an API key that exists and has not"
          + " expired. The administrator's key lies in admin.key in the data directory."),
  FORBIDDEN(
      403,
      "This is not granted",
      "The key is known, but neither its role nor template rights of its subject allow this"
          + " operation. Ask an administrator."),
  FOUR_EYES(
      403,
      "Somebody else has to approve this",
      "Versions of templates are published by somebody else than those who made them, whatever"
          + " their role. The detail says which version was meant. A version that is put without"
          + " publish is a draft; somebody else with the right to publish makes it live."),
  NOT_FOUND(
      404,
      "There is no such thing",
      "The path, or what it names, does not exist. A notification can be read at most 2 s after"
          + " it was accepted."),
  METHOD_NOT_ALLOWED(
      405,
      "This method does not exist here",
      "The path exists, but not with this method. The header Allow names those it has."),
  TIMEOUT(
      408,
      "The request took too long to arrive",
      "A request has to be complete 30 s after its first byte; a stream must not be silent for"
          + " 30 s."),
  IN_USE(
      409,
      "It is in use",
      "What was to be deleted is used by what the detail names. Change those first."),
  SETTLED(
      409,
      "Everything is settled",
      "All deliveries of the notification have already reached a provider or an end, so there is"
          + " nothing left to cancel."),
  STALE(
      412,
      "It has changed meanwhile",
      "If-Match names a version that is not the latest one. Read the resource again and repeat"
          + " the change on what you find."),
  TOO_LARGE(
      413,
      "The body is too large",
      "A body, or a line of a stream, has at most 1,048,576 bytes, an object 26,214,400. Send"
          + " large payloads as objects and long lists as groups or batches."),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "This content type is not understood",
      "The header Content-Type names another type than the operation takes; the detail names what"
          + " it takes."),
  RANGE_NOT_SATISFIABLE(
      416,
      "There are no such bytes",
      "The header Range asks for bytes behind the end of the object. Content-Range says how many it"
          + " has."),
  UNPROCESSABLE(
      422,
      "The request does not go together",
      "The request fits its schema, but names what does not exist or does not go together. Every"
          + " fault is listed in errors, with a JSON Pointer into the body."),
  IDEMPOTENCY_KEY_REUSED(
      422,
      "The idempotency key belongs to another request",
      "Within 24 h the same Idempotency-Key was sent with another body. Use a new key for a new"
          + " request."),
  TOO_MANY_REQUESTS(
      429,
      "The rate limit is reached",
      "The header Retry-After says in how many seconds to come back; RateLimit and"
          + " RateLimit-Policy say how much is left. Nothing of the request was done."),
  HEADERS_TOO_LARGE(
      431,
      "The headers are too large",
      "All header fields together have at most 16,384 bytes, the request line at most 8,192."),
  INTERNAL(
      500,
      "Something went wrong in here",
      "This is a defect of the service. It is in the service's log under the id in the detail;"
          + " please report it."),
  UNAVAILABLE(
      503,
      "Not at the moment",
      "The service cannot do this at the moment. The header Retry-After says when to come back.");

  private final int status;
  private final String title;
  private final String explanation;
  private final String apiName = name().toLowerCase(Locale.ROOT).replace('_', '-');

  ErrorCode(int status, String title, String explanation) {
    this.status = status;
    this.title = title;
    this.explanation = explanation;
  }

  int status() {
    return status;
  }

  /** The status with the reason phrase of RFC 6585 where the server knows none. */
  Status httpStatus() {
    return this == HEADERS_TOO_LARGE
        ? Status.create(status, "Request Header Fields Too Large")
        : Status.create(status);
  }

  String title() {
    return title;
  }

  String explanation() {
    return explanation;
  }

  /** The name in a problem's type: {@code not-found}. */
  String apiName() {
    return apiName;
  }

  static Optional<ErrorCode> named(String apiName) {
    return Arrays.stream(values()).filter(each -> each.apiName.equals(apiName)).findFirst();
  }
}
