package dev.bongsu.store;

import java.sql.SQLException;
import org.jdbi.v3.core.JdbiException;

/** The database did not take a copy; the transaction that it was part of is broken. */
public final class CopyFailedException extends JdbiException {
  private static final long serialVersionUID = 1L;

  CopyFailedException(SQLException cause) {
    super("the database did not take a copy", cause);
  }
}
