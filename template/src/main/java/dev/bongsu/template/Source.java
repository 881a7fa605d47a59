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

  /**
   * Content of its own, as JSON: {@code {"default": {"email": {…}}}}.
   *
   * @param content not copied
   * @param edition {@link InlineContents.Checked#edition}, 0 where it calls no functions
   */
  @SuppressWarnings("ArrayRecordComponent") // not copied, which each delivery would pay for
  record Inline(byte[] content, long edition) implements Source {
    /** As text: what it says, not where it lies. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Inline(byte[] that, long then)
          && edition == then
          && Arrays.equals(content, that);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(content) + Long.hashCode(edition);
    }

    @Override
    public String toString() {
      return "inline content of " + content.length + " bytes";
    }
  }
}
