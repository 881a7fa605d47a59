package dev.bongsu.frontend;

import dev.bongsu.access.Identity;
import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TraceParent;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request, as an endpoint sees it. Reading a body here is the only way to read one, so the
 * limits of A2, A3 and A5 hold everywhere.
 */
final class Call {
  /** As much as a body, or a line of a stream, may hold. */
  static final int MAX_BODY_BYTES = 1_048_576;

  private static final Set<String> JSON_TYPES = Set.of("application/json");
  private static final Set<String> PATCH_TYPES =
      Set.of("application/merge-patch+json", "application/json");
  private static final Set<String> FORM_TYPES =
      Set.of("application/x-www-form-urlencoded", "multipart/form-data");
  private static final Set<String> LINES_TYPES = Set.of("application/x-ndjson");

  private final ServerRequest request;
  private final Map<String, String> parameters;
  private final @Nullable Identity identity;
  private final Pace pace;
  private boolean bodyOpened;
  private boolean bodyRead;
  private @Nullable String made;
  private @Nullable Long version;

  Call(
      ServerRequest request,
      Map<String, String> parameters,
      @Nullable Identity identity,
      Pace pace) {
    this.request = request;
    this.parameters = parameters;
    this.identity = identity;
    this.pace = pace;
  }

  /** Who asks; only endpoints that are open to all have nobody. */
  Identity identity() {
    if (identity == null) {
      throw new IllegalStateException("an endpoint that is open to all has no caller");
    }
    return identity;
  }

  /** Says what a POST made, for the audit log: the last part of its path. */
  void made(String id) {
    made = id;
  }

  /** What {@link #made} said, null where it said nothing. */
  @Nullable String made() {
    return made;
  }

  /** Says which version is made, or made live, for the audit log. */
  void concerns(long version) {
    this.version = version;
  }

  /** What {@link #concerns} said last, null where it said nothing. */
  @Nullable Long version() {
    return version;
  }

  /** A parameter of the path. */
  String path(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalStateException("the path has no parameter " + name);
    }
    return value;
  }

  /**
   * A parameter of the path as an identifier; malformed ones name nothing (A4).
   *
   * @param type refuses by an {@link IllegalArgumentException} that says what was wanted
   */
  <T> T path(String name, Function<String, T> type) throws ProblemException {
    try {
      return type.apply(path(name));
    } catch (IllegalArgumentException e) {
      throw Problem.of(ErrorCode.NOT_FOUND, String.valueOf(e.getMessage())).thrown();
    }
  }

  /** A key in the path of something that is to be made: malformed is a fault of the caller (A4). */
  <T> T newKey(String name, Function<String, T> type) throws InvalidException {
    try {
      return type.apply(path(name));
    } catch (IllegalArgumentException e) {
      throw InvalidException.malformed("", String.valueOf(e.getMessage()));
    }
  }

  /** That there is no such thing; {@code id} is one by its form. */
  static Problem missing(String kind, Object id) {
    return Problem.of(ErrorCode.NOT_FOUND, "there is no " + kind + " " + id);
  }

  /** That there is nothing here. */
  static Problem notFound() {
    return Problem.of(ErrorCode.NOT_FOUND, "there is nothing at this path");
  }

  /** The query parameters. */
  Query query() {
    return new Query(request.query().rawValue());
  }

  /** Refuses any query parameter. */
  void noQuery() throws InvalidException {
    if (!request.query().rawValue().isEmpty()) {
      query().done();
    }
  }

  /** A header's value, null where there is none. */
  @Nullable String header(String name) {
    return request.headers().first(HeaderNames.create(name)).orElse(null);
  }

  /** The values of a header that is a list, in one line (RFC 9110 section 5.3); null for none. */
  @Nullable String headerList(String name) {
    List<String> lines = request.headers().all(HeaderNames.create(name), List::of);
    return lines.isEmpty() ? null : String.join(", ", lines);
  }

  /**
   * The key by which a request is known again (A7), null where none is given.
   *
   * @throws InvalidException if it is none, or there are several
   */
  @Nullable String idempotencyKey() throws InvalidException {
    List<String> given = request.headers().all(HeaderNames.create("Idempotency-Key"), List::of);
    if (given.isEmpty()) {
      return null;
    }
    if (given.size() > 1 || !NotificationRequest.isIdempotencyKey(given.getFirst())) {
      throw InvalidException.malformed(
          "", "wanted one Idempotency-Key of 1 to 255 printable ASCII characters");
    }
    return given.getFirst();
  }

  /** The trace that it belongs to (W3C Trace Context), null where none is said well. */
  @Nullable String traceparent() {
    return Optional.ofNullable(header(TraceParent.HEADER))
        .flatMap(TraceParent::of)
        .map(TraceParent::value)
        .orElse(null);
  }

  /** The body as bytes of JSON. */
  byte[] body() throws ProblemException, IOException {
    requireType(JSON_TYPES);
    return bytes();
  }

  /** Whether the body is said to be of this type. */
  boolean isOfType(String type) {
    String given = header("Content-Type");
    return given != null && MediaType.utf8(given).equals(type);
  }

  /** The body as text of this type, in UTF-8. */
  String text(String type) throws ProblemException, InvalidException, IOException {
    requireType(Set.of(type));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
    } catch (CharacterCodingException _) {
      throw InvalidException.malformed("", "wanted UTF-8");
    }
  }

  /** The body as an object. */
  Map<String, @Nullable Object> object() throws ProblemException, InvalidException, IOException {
    return parsed(body());
  }

  /** The body as a patch (RFC 7396). */
  Map<String, @Nullable Object> patch() throws ProblemException, InvalidException, IOException {
    requireType(PATCH_TYPES);
    return parsed(bytes());
  }

  /** The body as a form of small texts, in either of its encodings. */
  Map<String, String> form() throws ProblemException, InvalidException, IOException {
    requireType(FORM_TYPES);
    return Forms.read(String.valueOf(header("Content-Type")), bytes());
  }

  /** All of it, as a provider signed it; {@code publicUrl} is what it knows us by. */
  Callbacks.Callback callback(URI publicUrl)
      throws ProblemException, InvalidException, IOException {
    Map<String, List<String>> headers = new HashMap<>();
    request
        .headers()
        .forEach(each ->
            headers.put(each.name().toLowerCase(Locale.ROOT), List.copyOf(each.allValues())));
    String query = request.query().rawValue();
    String path = Router.originForm(request.prologue().uriPath().rawPath());
    try {
      return new Callbacks.Callback(
          request.prologue().method().text(),
          new URI(publicUrl + path + (query.isEmpty() ? "" : "?" + query)),
          headers,
          bytes());
    } catch (URISyntaxException _) {
      throw InvalidException.malformed("", "the query is not percent-encoded");
    }
  }

  /** The body as lines of JSON, of any number. */
  Lines lines() throws ProblemException {
    requireType(LINES_TYPES);
    pace.streaming();
    bodyOpened = true;
    return new Lines(
        request.content().hasEntity()
            ? request.content().inputStream()
            : InputStream.nullInputStream(),
        MAX_BODY_BYTES);
  }

  /**
   * The body as it comes, of any type; ends with an exception where it breaks off.
   *
   * @throws ProblemException if more is announced than {@code maxBytes}
   */
  InputStream content(long maxBytes, Problem tooLarge) throws ProblemException {
    if (!request.content().hasEntity()) {
      bodyRead = true;
      return InputStream.nullInputStream();
    }
    OptionalLong announced = request.headers().contentLength();
    if (announced.isPresent() && announced.getAsLong() > maxBytes) {
      throw tooLarge.thrown();
    }
    pace.streaming();
    bodyOpened = true;
    InputStream in = request.content().inputStream();
    return new WholeBody(in, announced.orElse(0));
  }

  /** Whether only the head of the answer is wanted. */
  boolean isHead() {
    return request.prologue().method().equals(Method.HEAD);
  }

  /** The answer will take long, and nothing more is read for it. */
  void streams() {
    pace.arrived();
  }

  /** Has something done every so often, on another thread, while the answer is written. */
  void beats(Duration every, Runnable action) {
    pace.beats(every, action);
  }

  /** The lines, or the content, were read to their end. */
  void readBody() {
    bodyRead = true;
  }

  /** Whether somebody began to read the body. */
  boolean isBodyOpened() {
    return bodyOpened;
  }

  /** Whether the body was read to its end. */
  boolean isBodyRead() {
    return bodyRead;
  }

  /** An object from bytes of JSON. */
  static Map<String, @Nullable Object> parsed(byte[] json) throws InvalidException {
    try {
      return Json.readObject(json);
    } catch (JsonException e) {
      throw InvalidException.malformed("", String.valueOf(e.getMessage()));
    }
  }

  private byte[] bytes() throws ProblemException, IOException {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    OptionalLong announced = request.headers().contentLength();
    if (announced.isPresent() && announced.getAsLong() > MAX_BODY_BYTES) {
      throw tooLarge().thrown();
    }
    bodyOpened = true;
    // Not closed: closing would read a refused body to its end.
    InputStream in = request.content().inputStream();
    byte[] bytes;
    if (announced.isPresent()) {
      bytes = new byte[(int) announced.getAsLong()];
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new IOException("the body ended early");
      }
    } else {
      bytes = in.readNBytes(MAX_BODY_BYTES);
    }
    if (in.read() >= 0) {
      throw tooLarge().thrown();
    }
    bodyRead = true;
    pace.arrived();
    return bytes;
  }

  /** That a body, or a line, holds too much. */
  static Problem tooLarge() {
    return Problem.of(ErrorCode.TOO_LARGE, "wanted at most " + MAX_BODY_BYTES + " bytes");
  }

  private void requireType(Set<String> taken) throws ProblemException {
    String given = header("Content-Type");
    if (given != null && (taken.contains(given) || taken.contains(MediaType.utf8(given)))) {
      return;
    }
    throw Problem.of(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            "wanted Content-Type " + String.join(" or ", taken.stream().sorted().toList()))
        .thrown();
  }
}
