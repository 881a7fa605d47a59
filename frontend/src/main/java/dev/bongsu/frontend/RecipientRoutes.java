package dev.bongsu.frontend;

import dev.bongsu.access.Resource;
import dev.bongsu.directory.Recipient;
import dev.bongsu.directory.RecipientUpserts;
import dev.bongsu.directory.Recipients;
import dev.bongsu.directory.Saved;
import dev.bongsu.directory.Upsert;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.LogUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recipients and their addresses. */
final class RecipientRoutes {
  private final Recipients recipients;
  private final Rooms.Erasure erasure;

  RecipientRoutes(Recipients recipients, Rooms.Erasure erasure) {
    this.recipients = recipients;
    this.erasure = erasure;
  }

  void addTo(Routes routes) {
    routes
        .read("/v1/recipients", Resource.RECIPIENT, this::list)
        .change("POST", "/v1/recipients/batch", Resource.RECIPIENT, this::batch)
        .change("PUT", "/v1/recipients/{recipient}", Resource.RECIPIENT, this::put)
        .read("/v1/recipients/{recipient}", Resource.RECIPIENT, this::get)
        .change("PATCH", "/v1/recipients/{recipient}", Resource.RECIPIENT, this::patch)
        .change("DELETE", "/v1/recipients/{recipient}", Resource.RECIPIENT, this::delete);
  }

  private Answer list(Call call) throws InvalidException {
    Query query = call.query();
    String words = query.text("q");
    Page.Request page = query.page();
    query.done();
    return Answer.ok(Pages.json(recipients.list(words, page), Recipient::json));
  }

  private Answer put(Call call) throws ProblemException, InvalidException, IOException {
    call.noQuery();
    RecipientId id = call.newKey("recipient", RecipientId::new);
    Saved<Recipient> saved = recipients.put(id, call.object());
    return saved.created()
        ? Answer.json(201, saved.value().json()).with("Location", "/v1/recipients/" + id)
        : Answer.ok(saved.value().json());
  }

  private Answer get(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    RecipientId id = id(call);
    return Answer.ok(
        recipients.find(id).orElseThrow(() -> Call.missing("recipient", id).thrown()).json());
  }

  private Answer patch(Call call) throws ProblemException, InvalidException, IOException {
    call.noQuery();
    RecipientId id = id(call);
    Map<String, @Nullable Object> patch = call.patch();
    return Answer.ok(
        recipients
            .patch(id, patch)
            .orElseThrow(() -> Call.missing("recipient", id).thrown())
            .json());
  }

  private Answer delete(Call call)
      throws ProblemException, InvalidException, LogUnavailableException, InterruptedException {
    call.noQuery();
    RecipientId id = id(call);
    // First what waits: a recipient who is half erased must at least not be written to.
    erasure.erase(id);
    if (!recipients.delete(id)) {
      throw Call.missing("recipient", id).thrown();
    }
    return Answer.noContent();
  }

  private Answer batch(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    Lines lines = call.lines();
    return Answer.stream(Answer.NDJSON, out -> upsert(lines, out, call));
  }

  private void upsert(Lines lines, OutputStream out, Call call) throws IOException {
    try {
      RecipientUpserts upserts = recipients.upserts(result -> write(out, result));
      Lines.Line line = lines.next();
      while (line != null) {
        switch (line) {
          case Lines.Line.Text(_, byte[] text) -> upserts.add(text);
          case Lines.Line.TooLong _ -> upserts.passOver();
        }
        if (lines.mayWait()) {
          upserts.flush();
          out.flush();
        }
        line = lines.next();
      }
      upserts.flush();
      call.readBody();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void write(OutputStream out, Upsert result) {
    try {
      out.write(
          Json.write(
              switch (result) {
                case Upsert.Saved(RecipientId id, boolean created) ->
                    Pages.object("id", id.value(), "status", created ? "created" : "updated");
                case Upsert.Refused(InvalidException why) -> Problem.of(why).json();
                case Upsert.TooLong _ -> Call.tooLarge().json();
              }));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RecipientId id(Call call) throws ProblemException {
    return call.path("recipient", RecipientId::new);
  }
}
