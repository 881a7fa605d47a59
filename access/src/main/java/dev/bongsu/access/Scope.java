package dev.bongsu.access;

/** Of which resources of a kind something is allowed. */
public enum Scope {
  /** Of all. */
  ALL,
  /** Of those that the caller owns: see {@link Resource}. */
  OWN,
  /** Of none. */
  NONE
}
