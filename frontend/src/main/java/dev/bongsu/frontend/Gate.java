package dev.bongsu.frontend;

import dev.bongsu.access.Action;
import dev.bongsu.access.AuditLog;
import dev.bongsu.access.Authenticator;
import dev.bongsu.access.Identity;
import dev.bongsu.access.RateLimits;
import dev.bongsu.access.Resource;
import dev.bongsu.access.Rights;
import dev.bongsu.access.Scope;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who comes in, to what, and how often; writes down who was refused and who changed what. What is
 * not granted here in so many words is refused.
 */
final class Gate {
  /** How many lines of a stream are taken from the rate limit at once. */
  static final int LINES_AT_ONCE = 100;

  private static final String ANONYMOUS = "anonymous";
  private static final String OWNER = "recipient";

  private final Authenticator authenticator;
  private final RateLimits limits;
  private final AuditLog audit;

  Gate(Authenticator authenticator, RateLimits limits, AuditLog audit) {
    this.authenticator = authenticator;
    this.limits = limits;
    this.audit = audit;
  }

  /** Who bears this; a bearer who is nobody is written down. */
  Optional<Identity> identify(String bearer, String method, String path) {
    Optional<Identity> identity = authenticator.identify(bearer);
    if (identity.isEmpty()) {
      audit.record(ANONYMOUS, method, path, "unauthenticated");
    }
    return identity;
  }

  /** Lets the caller pass to an endpoint, or says that it is not granted. */
  void requireRight(Endpoint endpoint, Identity caller, Map<String, String> parameters, String path)
      throws ProblemException {
    boolean granted =
        switch (endpoint.right()) {
          case Endpoint.Right.Open _ -> true;
          case Endpoint.Right.To(Action action, Resource resource) ->
              switch (Rights.scope(caller.role(), action, resource)) {
                case Scope.ALL -> true;
                case Scope.NONE -> false;
                case Scope.OWN -> isOwn(resource, caller, parameters);
              };
        };
    if (!granted) {
      audit.record(caller.subject(), endpoint.auditName(), path, "forbidden");
      throw Problem.of(
              ErrorCode.FORBIDDEN, "the role " + caller.role().apiName() + " may not do this here")
          .thrown();
    }
  }

  /** Whether the caller sees only what is their own among these. */
  static boolean isConfined(Identity caller, Action action, Resource resource) {
    return Rights.scope(caller.role(), action, resource) == Scope.OWN;
  }

  /** Writes down a change that was made. */
  void done(Endpoint endpoint, Identity caller, String path) {
    if (endpoint.right() instanceof Endpoint.Right.To(Action action, Resource resource)
        && action == Action.CHANGE
        && resource != Resource.INBOX) {
      audit.record(caller.subject(), endpoint.auditName(), path, "done");
    }
  }

  /** Counts one request: the headers to answer with, or the problem that it is one too many. */
  Map<String, String> take(Identity caller) throws ProblemException {
    return switch (limits.take(caller.subject(), 1)) {
      case RateLimits.Decision.Unlimited _ -> Map.of();
      case RateLimits.Decision.Granted(var limit, long remaining, Duration reset) ->
          headers(limit, remaining, seconds(reset));
      case RateLimits.Decision.Exceeded(var limit, Duration retryAfter) -> {
        Problem problem =
            Problem.of(ErrorCode.TOO_MANY_REQUESTS, "over the rate limit of this sender")
                .with("Retry-After", Long.toString(seconds(retryAfter)));
        for (Map.Entry<String, String> each : headers(limit, 0, seconds(retryAfter)).entrySet()) {
          problem = problem.with(each.getKey(), each.getValue());
        }
        throw problem.thrown();
      }
    };
  }

  /** Counts this many lines of a stream, and waits for as long as they are too many. */
  void await(Identity caller, int lines, Stopping stopping) throws InterruptedException {
    Duration wait = wait(caller, lines);
    while (wait != null && !stopping.await(Math.max(1, wait.toMillis()))) {
      wait = wait(caller, lines);
    }
  }

  private @Nullable Duration wait(Identity caller, int lines) {
    return limits.take(caller.subject(), lines)
            instanceof RateLimits.Decision.Exceeded(_, Duration retryAfter)
        ? retryAfter
        : null;
  }

  /** Who owns what an endpoint is about: an inbox its recipient; the rest nobody can tell here. */
  private static boolean isOwn(Resource resource, Identity caller, Map<String, String> parameters) {
    return switch (resource) {
      case INBOX, PREFERENCES -> caller.subject().equals(parameters.get(OWNER));
      // Its endpoints look at the sender of each: see NotificationRoutes.
      case NOTIFICATION -> true;
      // Its endpoints look at the owners of each: see ObjectRoutes.
      case OBJECT -> true;
      case TEMPLATE, RECIPIENT, GROUP, CATEGORY, API_KEY, AUDIT_LOG, STATISTICS, CHANNEL, SANDBOX ->
          false;
    };
  }

  /** The fields of draft-ietf-httpapi-ratelimit-headers, sections 3 and 4. */
  private static Map<String, String> headers(
      RateLimits.Limit limit, long remaining, long resetSeconds) {
    return Map.of(
        "RateLimit-Policy",
        "\"sender\";q=" + limit.burst() + ";w=" + window(limit),
        "RateLimit",
        "\"sender\";r=" + remaining + ";t=" + resetSeconds);
  }

  private static long window(RateLimits.Limit limit) {
    return Math.max(1, Math.round(limit.burst() / limit.perSecond()));
  }

  private static long seconds(Duration duration) {
    return Math.max(1, duration.plusMillis(999).toSeconds());
  }
}
