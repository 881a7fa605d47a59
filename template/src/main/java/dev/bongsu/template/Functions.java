package dev.bongsu.template;

import dev.bongsu.template.ExpressionReader.SyntaxException;

/** What {@code {{> name}}} calls. */
@FunctionalInterface
interface Functions {
  /** None, as in content that no template holds. */
  Functions NONE =
      name -> {
        throw new SyntaxException(
            "unknown partial \"" + name + "\": functions are called by templates only");
      };

  /**
   * The function of this name.
   *
   * @throws SyntaxException if there is none that can be called, saying why and what is near
   */
  Function find(String name) throws SyntaxException;
}
