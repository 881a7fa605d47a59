package dev.bongsu.template;

import dev.bongsu.kernel.TemplateKey;
import java.util.Arrays;

/** Where a notification's words come from. */
public sealed interface Source {
  /**
   * A version of a template.
   *
   * @param edition {@link Template#edition}, 0 where none was kept
   */
  record Stored(TemplateKey key, int version, long edition) implements Source {}

  /** Content of its own, as JSON: {@code {"default": {"email": {…}}}}; the array is not copied. */
  @SuppressWarnings(
      "ArrayRecordComponent") // equal by what it says; copies would cost each delivery
  record Inline(byte[] content) implements Source {
    /** As text: what it says, not where it lies. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Inline(byte[] that) && Arrays.equals(content, that);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
      return "inline content of " + content.length + " bytes";
    }
  }
}
