package dev.bongsu.template;

/** Who may publish a version, among those who may publish the template at all. */
public enum Approval {
  /** Anybody of them, its author too. */
  NONE,
  /** Whoever has no words in it that nobody else approved. */
  FOUR_EYES
}
