package dev.bongsu.frontend;

import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is told to a caller whose request is not done (RFC 9457).
 *
 * @param errors the faults of a refused body, empty where that is not the trouble
 * @param headers that go with the answer, by name
 */
record Problem(ErrorCode code, String detail, List<Fault> errors, Map<String, String> headers) {
  static final String CONTENT_TYPE = "application/problem+json";

  Problem {
    errors = List.copyOf(errors);
    headers = Map.copyOf(headers);
  }

  static Problem of(ErrorCode code, String detail) {
    return new Problem(code, detail, List.of(), Map.of());
  }

  static Problem of(InvalidException e) {
    ErrorCode code =
        switch (e.kind()) {
          case MALFORMED -> ErrorCode.MALFORMED;
          case UNPROCESSABLE -> ErrorCode.UNPROCESSABLE;
        };
    String detail =
        e.faults().size() == 1
            ? e.faults().getFirst().detail()
            : e.faults().size() + " faults, see errors";
    return new Problem(code, detail, e.faults(), Map.of());
  }

  Problem with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Problem(code, detail, errors, more);
  }

  /** The problem as an exception, for whoever cannot answer. */
  ProblemException thrown() {
    return new ProblemException(this);
  }

  /** The object that is written. */
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("type", "/errors/" + code.apiName());
    json.put("title", code.title());
    json.put("status", code.status());
    json.put("detail", detail);
    if (!errors.isEmpty()) {
      List<Object> list = new ArrayList<>(errors.size());
      errors.forEach(each -> list.add(json(each)));
      json.put("errors", list);
    }
    return json;
  }

  private static Map<String, @Nullable Object> json(Fault fault) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("pointer", fault.pointer());
    json.put("detail", fault.detail());
    if (fault.line() != null) {
      json.put("line", fault.line());
      json.put("column", fault.column());
    }
    return json;
  }
}
