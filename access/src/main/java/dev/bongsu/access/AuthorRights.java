package dev.bongsu.access;

import dev.bongsu.kernel.KeyPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one subject may do with which templates, by all {@link TemplateRights} together. Who may
 * edit or publish a template may read it: an answer shows what was changed.
 */
public record AuthorRights(Map<TemplateRight, List<KeyPattern>> patterns) {
  /** Nothing. */
  public static final AuthorRights NONE = new AuthorRights(Map.of());

  public AuthorRights {
    patterns = Map.copyOf(patterns);
  }

  static AuthorRights by(Collection<TemplateRights.Right> rights) {
    Map<TemplateRight, Set<KeyPattern>> all = new EnumMap<>(TemplateRight.class);
    for (TemplateRights.Right each : rights) {
      add(all, TemplateRight.READ, each.templates());
      each.may().forEach(right -> add(all, right, each.templates()));
    }
    Map<TemplateRight, List<KeyPattern>> patterns = new EnumMap<>(TemplateRight.class);
    all.forEach((right, given) -> patterns.put(right, needed(given)));
    return new AuthorRights(patterns);
  }

  private static void add(
      Map<TemplateRight, Set<KeyPattern>> all, TemplateRight right, List<KeyPattern> templates) {
    all.computeIfAbsent(right, _ -> new LinkedHashSet<>()).addAll(templates);
  }

  /** Those that mean something which no other one means, so that a list asks for few. */
  private static List<KeyPattern> needed(Set<KeyPattern> given) {
    List<KeyPattern> wide = new ArrayList<>();
    for (KeyPattern each : given.stream().sorted(AuthorRights::widestFirst).toList()) {
      if (wide.stream().noneMatch(other -> covers(other, each))) {
        wide.add(each);
      }
    }
    return List.copyOf(wide);
  }

  private static int widestFirst(KeyPattern a, KeyPattern b) {
    int byLength = Integer.compare(a.beginning().length(), b.beginning().length());
    return byLength != 0 ? byLength : Boolean.compare(b.isBeginning(), a.isBeginning());
  }

  private static boolean covers(KeyPattern wide, KeyPattern narrow) {
    return wide.isBeginning() ? wide.matches(narrow.beginning()) : wide.equals(narrow);
  }

  /** Whether a template is among those that this right is given to. */
  public boolean allows(TemplateRight right, String template) {
    return templates(right).stream().anyMatch(each -> each.matches(template));
  }

  /** The templates that this right is given to. */
  public List<KeyPattern> templates(TemplateRight right) {
    return patterns.getOrDefault(right, List.of());
  }
}
