package dev.bongsu.frontend;

import dev.bongsu.access.Action;
import dev.bongsu.access.Resource;
import java.util.ArrayList;
import java.util.List;

/** Where the resources name their endpoints, and what each asks of its caller. */
final class Routes {
  private final List<Endpoint> endpoints = new ArrayList<>();

  /** Open to all. */
  Routes open(String path, Endpoint.Handler handler) {
    endpoints.add(new Endpoint("GET", path, new Endpoint.Right.Open(), false, false, handler));
    return this;
  }

  /** A POST that is open to all: whoever has the path's token, or knows how to sign. */
  Routes openPost(String path, Endpoint.Handler handler) {
    endpoints.add(new Endpoint("POST", path, new Endpoint.Right.Open(), false, false, handler));
    return this;
  }

  Routes read(String path, Resource resource, Endpoint.Handler handler) {
    return add("GET", path, Action.READ, resource, false, handler);
  }

  /** {@code method} is PUT, PATCH, POST or DELETE. */
  Routes change(String method, String path, Resource resource, Endpoint.Handler handler) {
    return add(method, path, Action.CHANGE, resource, !method.equals("DELETE"), handler);
  }

  /** To make something live, or to take it away: {@code method} is POST or DELETE. */
  Routes publish(String method, String path, Resource resource, Endpoint.Handler handler) {
    return add(method, path, Action.PUBLISH, resource, !method.equals("DELETE"), handler);
  }

  /** A POST that changes nothing. */
  Routes ask(String path, Resource resource, Endpoint.Handler handler) {
    return add("POST", path, Action.READ, resource, false, handler);
  }

  /** A POST by which somebody says what became of what is there. */
  Routes note(String path, Resource resource, Endpoint.Handler handler) {
    return add("POST", path, Action.CHANGE, resource, false, handler);
  }

  /** A POST that sends. */
  Routes send(String path, Resource resource, Endpoint.Handler handler) {
    return add("POST", path, Action.SEND, resource, true, handler);
  }

  /** A POST that calls off what was sent. */
  Routes callOff(String path, Resource resource, Endpoint.Handler handler) {
    return add("POST", path, Action.SEND, resource, false, handler);
  }

  /** A POST that sends and counts against its caller's rate limit. */
  Routes sendLimited(String path, Resource resource, Endpoint.Handler handler) {
    var right = new Endpoint.Right.To(Action.SEND, resource);
    endpoints.add(new Endpoint("POST", path, right, true, true, handler));
    return this;
  }

  List<Endpoint> endpoints() {
    return List.copyOf(endpoints);
  }

  private Routes add(
      String method,
      String path,
      Action action,
      Resource resource,
      boolean adds,
      Endpoint.Handler handler) {
    var right = new Endpoint.Right.To(action, resource);
    endpoints.add(new Endpoint(method, path, right, false, adds, handler));
    return this;
  }
}
