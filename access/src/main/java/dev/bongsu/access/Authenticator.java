package dev.bongsu.access;

import java.util.Optional;

/** Tells who bears a token. For many threads. */
public interface Authenticator {
  /**
   * Who bears this: what stands behind {@code Bearer} in the Authorization header (RFC 6750 section
   * 2.1). Empty if it is nobody's, or no more.
   */
  Optional<Identity> identify(String bearer);
}
