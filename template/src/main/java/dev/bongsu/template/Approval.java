package dev.bongsu.template;

import dev.bongsu.kernel.KeyPattern;
import dev.bongsu.kernel.TemplateKey;
import java.util.List;

/**
 * Whose words somebody else has to publish. Among those who may publish a template at all, that is
 * left to whoever has no words in it that nobody else approved.
 *
 * @param fourEyes which templates; a base or function that one of these uses is bound alike
 */
public record Approval(List<KeyPattern> fourEyes) {
  /** Anybody may publish their own. */
  public static final Approval NONE = new Approval(List.of());

  /** Nobody may, whatever it is. */
  public static final Approval FOUR_EYES = new Approval(List.of(new KeyPattern("*")));

  public Approval {
    fourEyes = List.copyOf(fourEyes);
  }

  /** Whether somebody else has to publish what is said here. */
  boolean isWanted(TemplateKey key) {
    return fourEyes.stream().anyMatch(each -> each.matches(key.value()));
  }
}
