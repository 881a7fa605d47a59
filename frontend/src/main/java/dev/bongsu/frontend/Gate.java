package dev.bongsu.frontend;

import dev.bongsu.access.Action;
import dev.bongsu.access.AuditLog;
import dev.bongsu.access.Authenticator;
import dev.bongsu.access.AuthorRights;
import dev.bongsu.access.Authoring;
import dev.bongsu.access.Identity;
import dev.bongsu.access.RateLimits;
import dev.bongsu.access.Resource;
import dev.bongsu.access.Rights;
import dev.bongsu.access.Scope;
import dev.bongsu.access.TemplateRight;
import dev.bongsu.kernel.KeyPattern;
import dev.bongsu.kernel.TemplateKey;
import java.time.Duration;
import java.util.List;
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
  private static final String KEY = "key";

  private final Authenticator authenticator;
  private final RateLimits limits;
  private final AuditLog audit;
  private final Authoring authoring;

  Gate(Authenticator authenticator, RateLimits limits, AuditLog audit, Authoring authoring) {
    this.authenticator = authenticator;
    this.limits = limits;
    this.audit = audit;
    this.authoring = authoring;
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
  void requireRight(Endpoint endpoint, Identity caller, Map<String, String> parameters)
      throws ProblemException {
    if (endpoint.right() instanceof Endpoint.Right.To(Action action, Resource resource)
        && !isGranted(caller, action, resource, parameters)) {
      refused(endpoint, caller, parameters, ErrorCode.FORBIDDEN, null);
      throw notGranted(caller, action, resource).thrown();
    }
  }

  private boolean isGranted(
      Identity caller, Action action, Resource resource, Map<String, String> parameters) {
    return switch (Rights.scope(caller.role(), action, resource)) {
      case ALL -> true;
      case NONE -> false;
      case OWN -> isOwn(resource, caller, parameters);
      case GRANTED -> {
        AuthorRights rights = authoring.of(caller.subject());
        String key = parameters.get(KEY);
        // Without a key it is a list, which shows what may be read.
        yield key == null
            ? !rights.templates(right(action)).isEmpty()
            : rights.allows(right(action), key);
      }
    };
  }

  /** What an endpoint asks for beside its own right, once it knows what the caller wants. */
  void requireTemplateRight(Identity caller, Action action, TemplateKey key)
      throws ProblemException {
    if (!allows(caller, action, key)) {
      throw notGranted(caller, action, Resource.TEMPLATE).thrown();
    }
  }

  /** Whether the caller may do this with this template. */
  boolean allows(Identity caller, Action action, TemplateKey key) {
    return isGranted(caller, action, Resource.TEMPLATE, Map.of(KEY, key.value()));
  }

  /** Which templates the caller may read, null for all. */
  @Nullable List<KeyPattern> readable(Identity caller) {
    return Rights.scope(caller.role(), Action.READ, Resource.TEMPLATE) == Scope.GRANTED
        ? authoring.of(caller.subject()).templates(TemplateRight.READ)
        : null;
  }

  private static TemplateRight right(Action action) {
    return switch (action) {
      case READ -> TemplateRight.READ;
      case CHANGE -> TemplateRight.EDIT;
      case PUBLISH -> TemplateRight.PUBLISH;
      case SEND -> throw new IllegalArgumentException("sending asks for no right to a template");
    };
  }

  private static Problem notGranted(Identity caller, Action action, Resource resource) {
    return Problem.of(
        ErrorCode.FORBIDDEN,
        Rights.scope(caller.role(), action, resource) == Scope.GRANTED
            ? "no template rights of this subject say that it may "
                + right(action).apiName()
                + " here"
            : "the role " + caller.role().apiName() + " may not do this here");
  }

  /** Whether the caller sees only what is their own among these. */
  static boolean isConfined(Identity caller, Action action, Resource resource) {
    return Rights.scope(caller.role(), action, resource) == Scope.OWN;
  }

  /**
   * Writes down a change that was made.
   *
   * @param call says what it made, and which version
   */
  void done(Endpoint endpoint, Identity caller, Map<String, String> parameters, Call call) {
    if (endpoint.right() instanceof Endpoint.Right.To(Action action, Resource resource)
        && (action == Action.CHANGE || action == Action.PUBLISH)
        && resource != Resource.INBOX) {
      String path = endpoint.resource(parameters);
      audit.record(
          caller.subject(),
          endpoint.auditName(),
          call.made() == null ? path : path + "/" + call.made(),
          "done",
          call.version());
    }
  }

  /** Writes down that somebody was refused something. */
  void refused(
      Endpoint endpoint,
      Identity caller,
      Map<String, String> parameters,
      ErrorCode why,
      @Nullable Long version) {
    audit.record(
        caller.subject(),
        endpoint.auditName(),
        endpoint.resource(parameters),
        why.apiName(),
        version);
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
      case TEMPLATE,
          TEMPLATE_RIGHTS,
          RECIPIENT,
          GROUP,
          CATEGORY,
          API_KEY,
          AUDIT_LOG,
          STATISTICS,
          CHANNEL,
          SANDBOX ->
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
