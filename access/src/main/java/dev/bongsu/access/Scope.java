package dev.bongsu.access;

/** Of which resources of a kind something is allowed. */
public enum Scope {
  /** Of all. */
  ALL,
  /** Of those that the caller owns: see {@link Resource}. */
  OWN,
  /** Of those that are given to the caller: templates, by {@link Authoring}. */
  GRANTED,
  /** Of none. */
  NONE
}
