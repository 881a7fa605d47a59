package dev.bongsu.template;

import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that content of no template calls. For many threads. */
interface FunctionShelf {
  /** Empty. */
  FunctionShelf EMPTY =
      new FunctionShelf() {
        @Override
        public long edition(Collection<TemplateKey> functions) {
          return 0;
        }

        @Override
        public CompiledContent compiled(Map<String, @Nullable Object> content, long edition)
            throws InvalidException {
          return new Compiler(Library.EMPTY).inline(content);
        }
      };

  /**
   * The last edition that changed what any of these says, at most 2 s behind; 0 where none is live.
   *
   * @throws TemplatesUnavailableException if it is not known here and the database is away
   */
  long edition(Collection<TemplateKey> functions) throws TemplatesUnavailableException;

  /**
   * Content with the functions that were live in an edition.
   *
   * @param content as under {@code /content} of a notification
   * @throws InvalidException with every fault, pointers beginning with {@code /content}
   * @throws TemplatesUnavailableException if the database is away
   */
  CompiledContent compiled(Map<String, @Nullable Object> content, long edition)
      throws InvalidException, TemplatesUnavailableException;
}
