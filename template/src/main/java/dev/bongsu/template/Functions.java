package dev.bongsu.template;

import dev.bongsu.template.ExpressionReader.SyntaxException;

/** What {@code {{> name}}} calls. */
@FunctionalInterface
interface Functions {
  /** None. */
  Functions NONE =
      name -> {
        throw new SyntaxException(
            name.isEmpty() ? "wanted {{> function}}" : "unknown partial \"" + name + '"');
      };

  /**
   * The function of this name.
   *
   * @throws SyntaxException if there is none that can be called, saying why and what is near
   */
  Function find(String name) throws SyntaxException;
}
