package dev.bongsu.directory;

import dev.bongsu.json.Fields;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.RecipientId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Adds members to one group from lines, each a JSON string or {@code {"id"}}, 10,000 in a
 * transaction. Memory does not grow with their number. For one thread; nothing is held back after
 * {@link #flush}.
 */
public final class MemberImport {
  private static final int BATCH = 10_000;

  private final Function<List<RecipientId>, OptionalInt> insert;
  private final List<RecipientId> pending = new ArrayList<>(BATCH);
  private final List<MemberTotals.LineError> errors = new ArrayList<>();
  private long line;
  private long added;
  private long present;
  private long rejected;

  /**
   * @param insert adds ids and answers how many were new; empty if the group is gone
   */
  MemberImport(Function<List<RecipientId>, OptionalInt> insert) {
    this.insert = insert;
  }

  /**
   * Takes the next line, blank ones too.
   *
   * @return whether a batch was stored just now, so that {@link #totals} has news
   */
  public boolean add(byte[] text) {
    if (isBlank(text)) {
      line++;
      return false;
    }
    try {
      pending.add(member(text));
      line++;
    } catch (InvalidException e) {
      Fault first = e.faults().getFirst();
      refuse(first.pointer().isEmpty() ? first.detail() : first.pointer() + ": " + first.detail());
    }
    if (pending.size() < BATCH) {
      return false;
    }
    flush();
    return true;
  }

  /** Counts a line that could not even be read, in its place: it is too long. */
  public void refuse(String detail) {
    line++;
    rejected++;
    if (errors.size() < MemberTotals.MAX_ERRORS) {
      errors.add(new MemberTotals.LineError(line, detail));
    }
  }

  /** Stores what was taken. To be called at the end, and when no more lines come for now. */
  public void flush() {
    if (pending.isEmpty()) {
      return;
    }
    OptionalInt inserted = insert.apply(pending);
    if (inserted.isPresent()) {
      added += inserted.getAsInt();
      present += pending.size() - inserted.getAsInt();
    } else {
      rejected += pending.size();
      if (errors.size() < MemberTotals.MAX_ERRORS) {
        errors.add(new MemberTotals.LineError(line, "the group was deleted meanwhile"));
      }
    }
    pending.clear();
  }

  /** What became of the lines that are stored or refused so far. */
  public MemberTotals totals() {
    return new MemberTotals(added, present, rejected, errors);
  }

  private static RecipientId member(byte[] text) throws InvalidException {
    Object value;
    try {
      value = Json.read(text);
      if (!(value instanceof String)) {
        value = id(Fields.of(Json.object(value)));
      }
    } catch (JsonException e) {
      throw InvalidException.malformed("", String.valueOf(e.getMessage()));
    }
    return RecipientId.parsed((String) value)
        .orElseThrow(
            () -> InvalidException.malformed("", "wanted an id of 1 to 128 of A-Za-z0-9._:@-"));
  }

  private static String id(Fields fields) throws InvalidException {
    String id = fields.requiredText("id", Integer.MAX_VALUE);
    fields.done();
    return id;
  }

  private static boolean isBlank(byte[] text) {
    for (byte each : text) {
      if (each != ' ' && each != '\t' && each != '\r') {
        return false;
      }
    }
    return true;
  }
}
