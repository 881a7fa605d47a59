package dev.bongsu.log;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.internals.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the broker's wish to end the process, as it has when a port is taken or a disk is
 * full: the thread that wishes it ends instead, the log says that it is away, and whoever owns the
 * process is told, once. The wish comes through a hook of the whole process, hence the static
 * state.
 */
final class BrokerExits {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerExits.class);
  private static final AtomicReference<@Nullable String> WISH = new AtomicReference<>();
  private static final AtomicReference<@Nullable Consumer<String>> OWNER = new AtomicReference<>();

  private BrokerExits() {}

  /** Ends the thread that wanted to end the process. */
  static final class Halted extends Error {
    private static final long serialVersionUID = 1L;

    Halted(String message) {
      super(message);
    }
  }

  /** From now on, whatever wish there was is forgotten and the next one is kept. */
  static void divert() {
    WISH.set(null);
    OWNER.set(null);
    Exit.setExitProcedure(BrokerExits::refuse);
    Exit.setHaltProcedure(BrokerExits::refuse);
  }

  /** The next wish, or the one that there is already, is told to {@code owner}. */
  static void tell(Consumer<String> owner) {
    OWNER.set(owner);
    String wish = WISH.get();
    if (wish != null && OWNER.compareAndSet(owner, null)) {
      owner.accept(wish);
    }
  }

  /** From now on nobody is told. */
  static void tellNobody() {
    OWNER.set(null);
  }

  /** Why the broker gave up, null if it did not. */
  static @Nullable String wish() {
    return WISH.get();
  }

  private static void refuse(int status, @Nullable String message) {
    String why =
        message == null
            ? "the broker ended with status %d, for the reason in the lines before"
                .formatted(status)
            : message;
    WISH.set(why);
    LOG.error("the embedded log gave up: {}", why);
    Consumer<String> owner = OWNER.getAndSet(null);
    if (owner != null) {
      owner.accept(why);
    }
    throw new Halted(why);
  }
}
