package dev.bongsu.client;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the service answered.
 *
 * @param status the HTTP status
 * @param text the body, empty for none
 */
public record Answer(int status, String text) {
  /** Whether the status is 2xx. */
  public boolean isSuccess() {
    return status / 100 == 2;
  }

  /**
   * The body as a JSON object.
   *
   * @throws ClientException if it is none
   */
  public Map<String, @Nullable Object> object() throws ClientException {
    try {
      return Json.object(Json.read(text));
    } catch (JsonException e) {
      throw new ClientException(
          "wanted a JSON object but the service answered " + status + ": " + e.getMessage());
    }
  }

  /**
   * This answer if it is a success.
   *
   * @throws ClientException with the problem's own words if it is not
   */
  public Answer orThrow() throws ClientException {
    if (isSuccess()) {
      return this;
    }
    throw new ClientException(problem());
  }

  private String problem() {
    try {
      Map<String, @Nullable Object> problem = object();
      var words = new StringBuilder().append(status).append(' ').append(problem.get("title"));
      if (problem.get("detail") != null) {
        words.append(": ").append(problem.get("detail"));
      }
      if (problem.get("errors") instanceof List<?> errors) {
        for (Object each : errors) {
          if (each instanceof Map<?, ?> error) {
            words
                .append("; ")
                .append(error.get("pointer"))
                .append(error.get("line") == null ? "" : " line " + error.get("line"))
                .append(error.get("line") == null ? "" : " column " + error.get("column"))
                .append(": ")
                .append(error.get("detail"));
          }
        }
      }
      return words.toString();
    } catch (ClientException _) {
      return "the service answered " + status;
    }
  }
}
