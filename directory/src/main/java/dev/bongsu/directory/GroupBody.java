package dev.bongsu.directory;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.GroupKey;
import dev.bongsu.kernel.InvalidException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code PUT} of a group gives. */
record GroupBody(@Nullable String name, @Nullable String description, List<GroupKey> parents) {
  static final int MAX_PARENTS = 100;
  static final int MAX_NAME_LENGTH = 200;
  static final int MAX_DESCRIPTION_LENGTH = 4_000;

  static GroupBody read(Map<String, @Nullable Object> body) throws InvalidException {
    Fields fields = Fields.of(body);
    String name = Texts.line(fields, "name", MAX_NAME_LENGTH);
    String description = fields.textWithoutNul("description", MAX_DESCRIPTION_LENGTH);
    List<GroupKey> parents = fields.list("parents", MAX_PARENTS, "a group key", GroupKey::parsed);
    fields.done();
    return new GroupBody(name, description, parents);
  }
}
