package dev.bongsu.store;

import org.jspecify.annotations.Nullable;

/** A database cannot be started or opened. Its message is one line for whoever operates us. */
public final class DatabaseStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseStartException(String message, @Nullable Throwable cause) {
    super(message.lines().findFirst().orElse(""), cause);
  }
}
