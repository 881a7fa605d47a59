package dev.bongsu.template;

import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns bodies into what can be rendered, with the bases and functions of one moment. What was read
 * of the library is kept, so a compiler is good for many bodies, but not for long. For one thread.
 */
final class Compiler {
  @SuppressWarnings("UnusedVariable") // bases and functions follow
  private final Library library;

  Compiler(Library library) {
    this.library = library;
  }

  /**
   * Reads and compiles a body.
   *
   * @param key what it will be called by: a template may not lean on itself, also through others
   * @throws InvalidException with all faults, those of texts with line and column: malformed if the
   *     body's shape is wrong, else unprocessable
   */
  @SuppressWarnings("UnusedVariable")
  Definition compile(TemplateKey key, Map<String, @Nullable Object> body) throws InvalidException {
    return Definition.of(body);
  }
}
