package dev.bongsu.template;

/** When a new version becomes live. */
public enum GoLive {
  /** When somebody publishes it; until then it is a draft, the first one of a template too. */
  NEVER,
  /** At once if there is nothing live to stay beside: the first version of a template. */
  IF_FIRST,
  /** At once. */
  AT_ONCE
}
