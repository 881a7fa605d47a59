package dev.bongsu.template;

import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which parameters senders have to give once something is published and had not to before. It is
 * their author's to decide, but a base's author may not know who sends what extends it.
 */
final class Demands {
  /** How many templates a warning names. */
  private static final int MAX_NAMED = 20;

  private final Library before;
  private final Compiler compiler;
  private final Map<String, List<TemplateKey>> templates = new TreeMap<>();

  /** {@code before} is what was live until then. */
  Demands(Library before) {
    this.before = before;
    this.compiler = new Compiler(before);
  }

  /** Compares a template with what it was; whether more is demanded, so that children may too. */
  boolean grow(TemplateKey key, Definition now) {
    Set<String> added = added(key, now);
    if (now.about().kind() == TemplateKind.TEMPLATE) {
      added.forEach(name -> templates.computeIfAbsent(name, _ -> new ArrayList<>()).add(key));
    }
    return !added.isEmpty();
  }

  /** For the author: one for each parameter. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    templates.forEach((name, keys) -> {
      List<String> named = keys.stream().limit(MAX_NAMED).map(TemplateKey::value).toList();
      int more = keys.size() - named.size();
      warnings.add(
          "parameter \""
              + name
              + "\" is required from now on: who sends "
              + String.join(", ", named)
              + (more == 0 ? "" : " and " + more + " more")
              + " without it is refused");
    });
    return warnings;
  }

  private Set<String> added(TemplateKey key, Definition now) {
    Set<String> added = new TreeSet<>();
    // The parameters of a function are given by the texts that call it, which are compiled.
    if (now.about().kind() != TemplateKind.FUNCTION) {
      added.addAll(now.parameters().demanded());
    }
    Optional<TemplateVersion> was = added.isEmpty() ? Optional.empty() : before.find(key);
    if (was.isEmpty()) {
      return Set.of();
    }
    try {
      Definition then = compiler.compile(key, was.get().body(), Judgement.OF_STORED);
      added.removeAll(then.parameters().demanded());
      return added;
    } catch (InvalidException _) {
      return Set.of(); // it could not be sent at all
    }
  }
}
