package dev.bongsu.directory;

import java.security.SecureRandom;
import org.jdbi.v3.core.Jdbi;

/** Keys that all processes of a service share: whoever needs one first makes it. */
public final class SharedKeys {
  private static final int BYTES = 32;

  private final Jdbi jdbi;
  private final SecureRandom random;

  /** Keys in this database. */
  public SharedKeys(Jdbi jdbi, SecureRandom random) {
    this.jdbi = jdbi;
    this.random = random;
  }

  /** The 32 bytes that have this name, for good. */
  public byte[] key(String name) {
    byte[] fresh = new byte[BYTES];
    random.nextBytes(fresh);
    return jdbi.withHandle(handle -> new RefusalStore().key(handle, name, fresh));
  }
}
