package dev.bongsu.frontend;

import dev.bongsu.kernel.Identifiers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint for a path. A parameter called {@code id} takes only UUIDs; a literal goes
 * before a parameter, which still takes the methods that the literal does not have. Built once,
 * then read by many threads.
 */
final class Router {
  private static final String UUID_PARAMETER = "id";

  private final Node root = new Node();

  /** What a path leads to. */
  sealed interface Found {
    /** An endpoint, with the path's parameters. */
    record Hit(Endpoint endpoint, Map<String, String> parameters) implements Found {}

    /** The path exists, but not with this method. */
    record OtherMethods(Set<String> allowed) implements Found {}

    /**
     * The path does not exist.
     *
     * @param notAnId what stands in it where an id is wanted, null if that is not why
     */
    record Nothing(@Nullable String notAnId) implements Found {}
  }

  void add(Endpoint endpoint) {
    Node node = root;
    for (String segment : segments(endpoint.path())) {
      if (segment.startsWith("{")) {
        String name = segment.substring(1, segment.length() - 1);
        if (node.parameter == null) {
          node.parameter = new Node();
          node.parameterName = name;
        } else if (!name.equals(node.parameterName)) {
          throw new IllegalArgumentException(
              endpoint.path() + " calls {" + node.parameterName + "} by another name");
        }
        node = node.parameter;
      } else {
        node = node.literals.computeIfAbsent(segment, _ -> new Node());
      }
    }
    if (node.endpoints.put(endpoint.method(), endpoint) != null) {
      throw new IllegalArgumentException(
          "there are two of " + endpoint.method() + " " + endpoint.path());
    }
  }

  /** What there is for this method at this path, as it came over the wire. */
  Found find(String method, String rawPath) {
    var search = new Search(method.equals("HEAD") ? "GET" : method, segments(rawPath));
    Endpoint endpoint = search.in(root, 0);
    if (endpoint != null) {
      return new Found.Hit(endpoint, search.parameters);
    }
    return search.allowed.isEmpty()
        ? new Found.Nothing(search.notAnId)
        : new Found.OtherMethods(search.allowed);
  }

  /**
   * The path alone of what a request asks for: clients may name scheme and host before it (RFC 9112
   * section 3.2.2), and proxies do.
   */
  static String originForm(String target) {
    int authority = target.indexOf("://");
    if (target.startsWith("/") || authority < 0) {
      return target;
    }
    int path = target.indexOf('/', authority + "://".length());
    return path < 0 ? "/" : target.substring(path);
  }

  private static String[] segments(String path) {
    return path.substring(1).split("/", -1);
  }

  private static final class Node {
    final Map<String, Node> literals = new HashMap<>();
    final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    @Nullable Node parameter;
    @Nullable String parameterName;
  }

  private static final class Search {
    final String method;
    final String[] segments;
    final Map<String, String> parameters = new HashMap<>();
    final Set<String> allowed = new TreeSet<>();
    @Nullable String notAnId;

    Search(String method, String[] segments) {
      this.method = method;
      this.segments = segments;
    }

    @Nullable Endpoint in(Node node, int depth) {
      if (depth == segments.length) {
        Endpoint endpoint = node.endpoints.get(method);
        if (endpoint == null) {
          allowed.addAll(node.endpoints.keySet());
          if (node.endpoints.containsKey("GET")) {
            allowed.add("HEAD");
          }
        }
        return endpoint;
      }
      String segment = segments[depth];
      Node literal = node.literals.get(segment);
      Endpoint found = literal == null ? null : in(literal, depth + 1);
      if (found != null || node.parameter == null || node.parameterName == null) {
        return found;
      }
      String value = decoded(segment);
      if (value.isEmpty()) {
        return null;
      }
      if (node.parameterName.equals(UUID_PARAMETER) && !Identifiers.isUuid(value)) {
        notAnId = value;
        return null;
      }
      parameters.put(node.parameterName, value);
      return in(node.parameter, depth + 1);
    }

    /** Empty for what is not percent-encoded text. */
    private static String decoded(String segment) {
      if (segment.indexOf('%') < 0) {
        return segment;
      }
      try {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException _) {
        return "";
      }
    }
  }
}
