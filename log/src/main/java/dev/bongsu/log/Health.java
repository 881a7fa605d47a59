package dev.bongsu.log;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the parts of a log know of its state. For many threads. */
final class Health {
  private final Set<String> topics = Set.copyOf(Topics.all());
  private volatile @Nullable String problem;
  private volatile @Nullable String paused;

  /** The log answered. */
  void up() {
    if (problem != null) {
      problem = null;
    }
  }

  /** The log did not answer; says so in one line. */
  String down(Throwable cause) {
    String why =
        "the log does not answer: "
            + Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    problem = why;
    return why;
  }

  @Nullable String problem() {
    String why = paused;
    return why == null ? problem : why;
  }

  /** Why nothing is to be written now, null if it may be. */
  @Nullable String paused() {
    return paused;
  }

  /** From now on nothing is to be written for this reason, null for no more. */
  void pause(@Nullable String why) {
    paused = why;
  }

  /** A topic that is missing would be waited for; that it is misspelt is known at once. */
  void checkTopic(String topic) {
    if (!topics.contains(topic)) {
      throw new IllegalArgumentException("there is no topic named " + topic);
    }
  }
}
