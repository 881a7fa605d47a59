package dev.bongsu.frontend;

import dev.bongsu.access.Action;
import dev.bongsu.access.Resource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One operation of the contract.
 *
 * @param path with its parameters in braces, as in openapi.yaml
 * @param limited whether it counts against its caller's rate limit
 * @param adds whether it may add to what is kept more than a word on what is there already
 */
record Endpoint(
    String method, String path, Right right, boolean limited, boolean adds, Handler handler) {
  /** What an endpoint asks of its caller. */
  sealed interface Right {
    /** Nothing, not even a key (A5). */
    record Open() implements Right {}

    /** To be allowed this. */
    record To(Action action, Resource resource) implements Right {}
  }

  /** Does it. */
  @FunctionalInterface
  interface Handler {
    /**
     * Answers, or throws what {@link Dispatcher} knows to tell the caller.
     *
     * @throws Exception whose kind says what the caller is told
     */
    Answer handle(Call call) throws Exception;
  }

  /**
   * What it is done to, for the audit log: the path with these parameters as they were understood,
   * so that no spelling of a path hides what was done.
   */
  String resource(Map<String, String> parameters) {
    return Arrays.stream(path.split("/", -1))
        .map(segment ->
            segment.startsWith("{")
                ? parameters
                    .getOrDefault(segment.substring(1, segment.length() - 1), segment)
                    .replace("/", "%2F")
                : segment)
        .collect(Collectors.joining("/"));
  }

  /** What the audit log calls it: {@code template.put}. */
  String auditName() {
    return switch (right) {
      case Right.Open _ -> method.toLowerCase(Locale.ROOT);
      case Right.To(_, Resource resource) ->
          (resource.name().replace('_', '-') + "." + method).toLowerCase(Locale.ROOT);
    };
  }
}
