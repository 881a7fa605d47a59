package dev.bongsu.template;

import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.store.Database;
import java.util.List;

/**
 * Makes templates found that were put by a release that did not know this search, or made other
 * terms of them: after an upgrade all of them, else none. Some at a time, so that whoever changes
 * templates meanwhile waits for a moment only. Several processes may do it at once. For one thread.
 */
public final class SearchCompletion implements AutoCloseable {
  private static final int AT_ONCE = 50;

  private final Database database;
  private final EditionStore editions = new EditionStore();
  private final TemplateSearchStore search = new TemplateSearchStore();
  private volatile boolean closed;

  /** Of a database that has the migrations of this room. */
  public SearchCompletion(Database database) {
    this.database = database;
  }

  /**
   * Looks at all templates.
   *
   * @return how many were not found by what they say, and now are
   */
  public int complete() {
    int completed = 0;
    String looked = "";
    while (!closed) {
      List<TemplateKey> some = completeSome(looked);
      if (some.isEmpty()) {
        break;
      }
      completed += some.size();
      looked = some.getLast().value();
    }
    return completed;
  }

  private List<TemplateKey> completeSome(String after) {
    return database
        .jdbi()
        .inTransaction(handle -> {
          editions.lock(handle);
          List<TemplateKey> outdated = search.outdated(handle, after, AT_ONCE);
          outdated.forEach(key -> search.refresh(handle, key));
          return outdated;
        });
  }

  /** Lets {@link #complete} end soon. */
  @Override
  public void close() {
    closed = true;
  }
}
