package dev.bongsu.access;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.KeyPattern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what with which templates, under one key.
 *
 * @param members subjects
 * @param version grows with every change
 */
public record TemplateRights(
    TemplateRightsKey key,
    @Nullable String name,
    @Nullable String description,
    List<String> members,
    List<Right> rights,
    long version,
    Instant createdAt,
    Instant updatedAt) {
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MAX_DESCRIPTION_LENGTH = 4_000;
  private static final int MAX_MEMBERS = 1_000;
  private static final int MAX_RIGHTS = 50;
  private static final int MAX_PATTERNS = 50;

  /** Each of these rights, to each template that one of the patterns means. */
  public record Right(List<KeyPattern> templates, Set<TemplateRight> may) {
    public Right {
      templates = List.copyOf(templates);
      may = Set.copyOf(may);
    }

    private Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("templates", templates.stream().map(KeyPattern::value).toList());
      json.put("may", may.stream().sorted().map(TemplateRight::apiName).toList());
      return json;
    }
  }

  public TemplateRights {
    members = List.copyOf(members);
    rights = List.copyOf(rights);
  }

  /**
   * From the body that the HTTP contract gives, as the first version of now.
   *
   * @throws InvalidException with every fault
   */
  static TemplateRights read(TemplateRightsKey key, Map<String, @Nullable Object> body, Instant now)
      throws InvalidException {
    Fields fields = Fields.of(body);
    String name = fields.text("name", MAX_NAME_LENGTH);
    checkText(fields, "name", name);
    String description = fields.text("description", MAX_DESCRIPTION_LENGTH);
    checkText(fields, "description", description);
    fields.missing("members");
    List<String> members =
        fields.list("members", MAX_MEMBERS, NewApiKey.WANTED_SUBJECT, NewApiKey::subject);
    fields.missing("rights");
    List<Right> rights = rights(fields);
    fields.done();
    return new TemplateRights(
        key, name, description, members.stream().distinct().toList(), rights, 1, now, now);
  }

  /** Rights as they were stored: what {@link #storedJson} wrote. */
  static List<Right> stored(Map<String, @Nullable Object> stored) {
    return rights(Fields.of(stored));
  }

  private static List<Right> rights(Fields fields) {
    List<Right> rights = new ArrayList<>();
    for (Fields each : fields.children("rights", MAX_RIGHTS)) {
      rights.add(right(each));
    }
    return rights;
  }

  private static Right right(Fields fields) {
    fields.missing("templates");
    fields.missing("may");
    List<KeyPattern> templates =
        fields.list(
            "templates",
            MAX_PATTERNS,
            "a template's key, or the beginning of keys and *, like order-*",
            KeyPattern::parsed);
    List<TemplateRight> may =
        fields.list(
            "may", TemplateRight.values().length, "read, edit or publish", TemplateRight::named);
    for (String list : List.of("templates", "may")) {
      if (fields.raw(list) instanceof Collection<?> given && given.isEmpty()) {
        fields.fault(list, "wanted at least one");
      }
    }
    Set<TemplateRight> rights = EnumSet.noneOf(TemplateRight.class);
    rights.addAll(may);
    return new Right(templates.stream().distinct().toList(), rights);
  }

  /** PostgreSQL stores no U+0000, and no name or description of ours has control characters. */
  private static void checkText(Fields fields, String field, @Nullable String text) {
    if (text != null && text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
      fields.fault(field, "wanted no control characters");
    }
  }

  /** What {@link #stored} reads. */
  Map<String, @Nullable Object> storedJson() {
    return Map.of("rights", rights.stream().map(Right::json).toList());
  }

  /** As the HTTP contract shows it. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("key", key.value());
    json.put("name", name);
    json.put("description", description);
    json.put("members", members);
    json.putAll(storedJson());
    json.put("createdAt", createdAt.toString());
    json.put("updatedAt", updatedAt.toString());
    return json;
  }
}
