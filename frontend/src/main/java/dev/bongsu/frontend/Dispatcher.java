package dev.bongsu.frontend;

import dev.bongsu.access.Identity;
import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.StaleException;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.template.FourEyesException;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way from a connection to an endpoint and back. Whoever comes through here was found,
 * known, granted and within their limit; whatever is thrown becomes a problem; every answer is
 * counted. So no endpoint can forget any of it.
 */
final class Dispatcher implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final String SCHEME = "Bearer ";
  private static final String V1 = "/v1";
  private static final String UNKNOWN_ROUTE = "unknown";

  /** Seconds: room is made by people. */
  private static final String RETRY_AFTER_ROOM = "10";

  /** A body that nobody wanted is read to its end up to here, so that the connection lives on. */
  private static final long SMALL_BODY_BYTES = 64 * 1024;

  private static final Header NO_STORE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
  private static final Header NO_SNIFF =
      HeaderValues.createCached("X-Content-Type-Options", "nosniff");
  private static final Header TYPE_JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, Answer.JSON);

  private final Router router;
  private final Gate gate;
  private final HttpMetrics metrics;
  private final Readings readings;

  /**
   * What tells a defect from a part that is away.
   *
   * @param databaseProblem why the database does not answer, null while it does
   * @param storageProblem why nothing more can be kept, null while it can
   */
  record Readings(
      Supplier<@Nullable String> databaseProblem, Supplier<@Nullable String> storageProblem) {}

  Dispatcher(Router router, Gate gate, HttpMetrics metrics, Readings readings) {
    this.router = router;
    this.gate = gate;
    this.metrics = metrics;
    this.readings = readings;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    long start = System.nanoTime();
    RequestReader reader = Connections.current();
    reader.headArrived();
    String method = request.prologue().method().text();
    String path = Router.originForm(request.prologue().uriPath().rawPath());
    Router.Found found = router.find(method, path);
    String route = found instanceof Router.Found.Hit hit ? hit.endpoint().path() : UNKNOWN_ROUTE;
    var exchange = new Exchange(request, response, reader);
    int status = 500;
    try {
      Answer answer = answer(found, method, path, exchange);
      status = answer.status();
      reader.pace().arrivedUnlessStreaming();
      exchange.send(answer);
    } finally {
      reader.answered();
      String counted = route.equals(UNKNOWN_ROUTE) ? "any" : method;
      metrics.answered(counted, route, status, System.nanoTime() - start);
    }
  }

  private Answer answer(Router.Found found, String method, String path, Exchange exchange) {
    Map<String, String> extra = Map.of();
    try {
      boolean open =
          found instanceof Router.Found.Hit hit
              ? hit.endpoint().right() instanceof Endpoint.Right.Open
              : !isUnderV1(path);
      Identity identity = open ? null : identity(exchange.request, method, path);
      return switch (found) {
        case Router.Found.Nothing(String notAnId) -> throw nothingHere(notAnId).thrown();
        case Router.Found.OtherMethods(var allowed) ->
            throw Problem.of(ErrorCode.METHOD_NOT_ALLOWED, "there is no " + method + " here")
                .with("Allow", String.join(", ", allowed))
                .thrown();
        case Router.Found.Hit(Endpoint endpoint, Map<String, String> parameters) -> {
          if (identity != null) {
            gate.requireRight(endpoint, identity, parameters);
            if (endpoint.limited()) {
              extra = gate.take(identity);
            }
          }
          requireRoomFor(endpoint);
          exchange.call = new Call(exchange.request, parameters, identity, exchange.reader.pace());
          yield withAll(handled(endpoint, identity, parameters, exchange.call), extra);
        }
      };
    } catch (CloseConnectionException | RequestException | HttpException e) {
      exchange.reader.last(true);
      throw e; // the server's own business: it answers through DirectProblems, or not at all
    } catch (IOException e) {
      throw new CloseConnectionException("the request did not arrive", e);
    } catch (Exception e) {
      return withAll(Answer.of(problem(e, method, path)), extra);
    }
  }

  private static boolean isUnderV1(String path) {
    return path.startsWith(V1) && (path.length() == V1.length() || path.charAt(V1.length()) == '/');
  }

  /**
   * What may add to what is kept waits until there is room for it. What takes away goes on, and so
   * does what is said of things that are there: a provider tells what became of a message once, and
   * would not come again.
   */
  private void requireRoomFor(Endpoint endpoint) throws ProblemException {
    String problem = endpoint.adds() ? readings.storageProblem().get() : null;
    if (problem != null) {
      throw Problem.of(ErrorCode.UNAVAILABLE, problem)
          .with("Retry-After", RETRY_AFTER_ROOM)
          .thrown();
    }
  }

  /** Lets the endpoint answer, and writes down what it changed or refused to its caller. */
  private Answer handled(
      Endpoint endpoint, @Nullable Identity identity, Map<String, String> parameters, Call call)
      throws Exception {
    try {
      Answer answer = endpoint.handler().handle(call);
      if (identity != null) {
        gate.done(endpoint, identity, parameters, call);
      }
      return answer;
    } catch (ProblemException e) {
      if (identity != null && e.problem().code() == ErrorCode.FORBIDDEN) {
        gate.refused(endpoint, identity, parameters, ErrorCode.FORBIDDEN, call.version());
      }
      throw e;
    } catch (FourEyesException e) {
      if (identity != null) {
        gate.refused(endpoint, identity, parameters, ErrorCode.FOUR_EYES, call.version());
      }
      throw e;
    }
  }

  private Identity identity(ServerRequest request, String method, String path)
      throws ProblemException {
    String given = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
    if (given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      Optional<Identity> identity =
          gate.identify(given.substring(SCHEME.length()).strip(), method, path);
      if (identity.isPresent()) {
        return identity.get();
      }
      throw Problem.of(ErrorCode.UNAUTHENTICATED, "the key is not known or has expired")
          .with("WWW-Authenticate", "Bearer realm=\"bongsu\", error=\"invalid_token\"")
          .thrown();
    }
    throw Problem.of(ErrorCode.UNAUTHENTICATED, "wanted Authorization: Bearer <key>")
        .with("WWW-Authenticate", "Bearer realm=\"bongsu\"")
        .thrown();
  }

  /** By length alone: what stands in the wrong place may be private. */
  private static Problem nothingHere(@Nullable String notAnId) {
    return notAnId == null
        ? Call.notFound()
        : Problem.of(
            ErrorCode.NOT_FOUND,
            "wanted a UUID of 36 characters as the id in this path but found another text of "
                + notAnId.length()
                + " characters");
  }

  private Problem problem(Exception e, String method, String path) {
    return switch (e) {
      case ProblemException known -> known.problem();
      case BrokenBodyException broken -> broken.problem();
      case InvalidException invalid -> Problem.of(invalid);
      case StaleException stale -> Problem.of(ErrorCode.STALE, String.valueOf(stale.getMessage()));
      case InUseException used -> Problem.of(ErrorCode.IN_USE, String.valueOf(used.getMessage()));
      case FourEyesException own ->
          Problem.of(ErrorCode.FOUR_EYES, String.valueOf(own.getMessage()));
      case LogUnavailableException _ ->
          unavailable("the log takes no writes at the moment; nothing is known to be accepted");
      case InterruptedException _ -> unavailable("the service is stopping");
      default -> defect(e, method, path);
    };
  }

  private Problem defect(Exception e, String method, String path) {
    if (readings.databaseProblem().get() != null) {
      return unavailable("the database does not answer at the moment");
    }
    UUID id = UUID.randomUUID();
    LOG.error("{} {} failed, id {}", method, path, id, e);
    return Problem.of(ErrorCode.INTERNAL, "it is in the service's log as " + id);
  }

  static Problem unavailable(String detail) {
    return Problem.of(ErrorCode.UNAVAILABLE, detail).with("Retry-After", "1");
  }

  private static Answer withAll(Answer answer, Map<String, String> headers) {
    Answer result = answer;
    for (Map.Entry<String, String> each : headers.entrySet()) {
      result = result.with(each.getKey(), each.getValue());
    }
    return result;
  }

  /** A request and the place for its answer. */
  private static final class Exchange {
    final ServerRequest request;
    final ServerResponse response;
    final RequestReader reader;
    @Nullable Call call;

    Exchange(ServerRequest request, ServerResponse response, RequestReader reader) {
      this.request = request;
      this.response = response;
      this.reader = reader;
    }

    /** Sends it, and has the connection end behind it where one of us wants that. */
    void send(Answer answer) {
      boolean abandoned = answer instanceof Answer.Whole && isBodyAbandoned();
      if (abandoned || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
        response.header(HeaderValues.CONNECTION_CLOSE);
        reader.last(abandoned && !request.headers().contains(HeaderNames.EXPECT));
      }
      boolean head = request.prologue().method().equals(Method.HEAD);
      response.status(Status.create(answer.status()));
      response.header(NO_STORE);
      response.header(NO_SNIFF);
      if (answer.contentType().equals(Answer.JSON)) {
        response.header(TYPE_JSON);
      } else if (!answer.contentType().isEmpty()) {
        response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
      }
      answer.headers().forEach((name, value) -> response.header(name, value));
      switch (answer) {
        case Answer.Whole whole -> sendWhole(whole, head);
        case Answer.Stream stream -> sendStream(stream.writing(), head);
        case Answer.Sized sized -> {
          response.headers().contentLength(sized.lengthBytes());
          sendStream(sized.writing(), head);
        }
      }
    }

    private void sendWhole(Answer.Whole answer, boolean head) {
      if (head) {
        response.headers().contentLength(answer.body().length);
        response.send();
      } else if (answer.status() == 204 || answer.status() == 304) {
        response.send();
      } else {
        response.send(answer.body());
      }
    }

    private void sendStream(Answer.Writing writing, boolean head) {
      if (head) {
        response.send();
        return;
      }
      // Given no size, it grows as it is used: thousands of streams that wait have hardly any.
      OutputStream out = new BufferedOutputStream(response.outputStream());
      try {
        writing.to(out);
        out.close();
      } catch (IOException e) {
        throw new CloseConnectionException("the stream was cut", e);
      } catch (BrokenBodyException e) {
        // The answer has begun: that it does not end is all that can be said any more.
        reader.last(true);
        throw new CloseConnectionException("the stream was cut", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CloseConnectionException("the service is stopping", e);
      }
    }

    /** Whether bytes of this request are left that would take the server too long to read. */
    private boolean isBodyAbandoned() {
      if (!request.content().hasEntity() || (call != null && call.isBodyRead())) {
        return false;
      }
      boolean opened = call != null && call.isBodyOpened();
      long length = request.headers().contentLength().orElse(Long.MAX_VALUE);
      return opened || length > SMALL_BODY_BYTES;
    }
  }
}
