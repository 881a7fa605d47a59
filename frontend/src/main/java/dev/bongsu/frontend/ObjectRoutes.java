package dev.bongsu.frontend;

import dev.bongsu.access.Action;
import dev.bongsu.access.Identity;
import dev.bongsu.access.Resource;
import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.ObjectId;
import dev.bongsu.ledger.Ledger;
import dev.bongsu.objects.ObjectHead;
import dev.bongsu.objects.ObjectSizeException;
import dev.bongsu.objects.ObjectStore;
import dev.bongsu.objects.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files that notifications carry. */
final class ObjectRoutes {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final ObjectStore objects;
  private final Ledger ledger;

  ObjectRoutes(ObjectStore objects, Ledger ledger) {
    this.objects = objects;
    this.ledger = ledger;
  }

  void addTo(Routes routes) {
    routes
        .change("POST", "/v1/objects", Resource.OBJECT, this::post)
        .read("/v1/objects/{id}", Resource.OBJECT, this::get)
        .change("DELETE", "/v1/objects/{id}", Resource.OBJECT, this::delete);
  }

  /** Whose objects the caller sees: their own, or, with null, all. */
  static @Nullable String ownerFor(Identity caller) {
    return Gate.isConfined(caller, Action.READ, Resource.OBJECT) ? caller.subject() : null;
  }

  private Answer post(Call call) throws ProblemException, InvalidException, IOException {
    call.noQuery();
    ObjectHead head = head(call);
    InputStream content = call.content(ObjectStore.MAX_BYTES, tooLarge());
    try {
      StoredObject kept = objects.keep(head, call.identity().subject(), content);
      call.readBody();
      return Answer.json(
              201,
              Pages.object(
                  "id", kept.id().toString(), "sha256", kept.sha256(), "size", kept.sizeBytes()))
          .with("Location", "/v1/objects/" + kept.id());
    } catch (ObjectSizeException e) {
      if (e.isEmpty()) {
        call.readBody();
        throw InvalidException.malformed("", String.valueOf(e.getMessage()));
      }
      throw tooLarge().thrown();
    }
  }

  private Answer get(Call call) throws ProblemException, InvalidException, IOException {
    call.noQuery();
    StoredObject object = found(call);
    String tag = "\"" + object.sha256() + "\"";
    if (EntityTags.noneMatchNames(call.headerList("If-None-Match"), tag)) {
      return headed(Answer.notModified(), object, tag);
    }
    ByteRange range =
        !call.isHead() && EntityTags.rangeAllows(call.header("If-Range"), tag)
            ? ByteRange.read(call.header("Range"), object.sizeBytes())
            : new ByteRange.Whole();
    return switch (range) {
      case ByteRange.Whole _ ->
          headed(bytes(call, object, 200, 0, object.sizeBytes()), object, tag);
      case ByteRange.Part part ->
          headed(bytes(call, object, 206, part.first(), part.lengthBytes()), object, tag)
              .with(
                  "Content-Range",
                  "bytes %d-%d/%d".formatted(part.first(), part.last(), object.sizeBytes()));
      case ByteRange.Unsatisfiable _ ->
          Answer.of(
              Problem.of(
                      ErrorCode.RANGE_NOT_SATISFIABLE,
                      "the object has " + object.sizeBytes() + " bytes")
                  .with("Content-Range", "bytes */" + object.sizeBytes()));
    };
  }

  private Answer delete(Call call)
      throws ProblemException, InvalidException, IOException, InUseException {
    call.noQuery();
    ObjectId id = id(call);
    String owner = ownerFor(call.identity());
    if (objects.find(id, owner).isEmpty()) {
      throw Call.missing("object", id).thrown();
    }
    Optional<NotificationId> user = ledger.unsettledWith(id);
    if (user.isPresent()) {
      throw new InUseException(List.of("notification " + user.get()));
    }
    if (!objects.delete(id, owner)) {
      throw Call.missing("object", id).thrown();
    }
    return Answer.noContent();
  }

  private StoredObject found(Call call) throws ProblemException, IOException {
    ObjectId id = id(call);
    return objects
        .find(id, ownerFor(call.identity()))
        .orElseThrow(() -> Call.missing("object", id).thrown());
  }

  /** Opened before anything is answered, so that what is deleted meanwhile is still read whole. */
  private Answer bytes(Call call, StoredObject object, int status, long from, long length)
      throws IOException {
    InputStream in =
        call.isHead() ? InputStream.nullInputStream() : objects.open(object.id(), from);
    return new Answer.Sized(
        status,
        object.head().contentType(),
        length,
        out -> copy(in, length, out),
        Map.of("Accept-Ranges", "bytes"));
  }

  private static void copy(InputStream in, long length, OutputStream out) throws IOException {
    try (in) {
      byte[] buffer = new byte[BUFFER_BYTES];
      long left = length;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new IOException("the object is shorter than it was");
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }

  /** What callers upload is shown to others: a browser must not take it for one of our pages. */
  private static Answer headed(Answer answer, StoredObject object, String tag) {
    Answer headed =
        answer
            .with("ETag", tag)
            .with("Cache-Control", "private, no-cache")
            .with("Content-Security-Policy", "sandbox; default-src 'none'");
    String disposition = object.head().contentDisposition();
    return disposition == null ? headed : headed.with("Content-Disposition", disposition);
  }

  private static ObjectHead head(Call call) throws InvalidException {
    String type = call.header("Content-Type");
    try {
      return new ObjectHead(
          type == null ? ObjectHead.UNKNOWN_TYPE : type, call.header("Content-Disposition"));
    } catch (IllegalArgumentException e) {
      throw InvalidException.malformed("", String.valueOf(e.getMessage()));
    }
  }

  private static ObjectId id(Call call) throws ProblemException {
    return new ObjectId(call.path("id", Ids::uuid));
  }

  private static Problem tooLarge() {
    return Problem.of(
        ErrorCode.TOO_LARGE, "wanted an object of at most " + ObjectStore.MAX_BYTES + " bytes");
  }
}
