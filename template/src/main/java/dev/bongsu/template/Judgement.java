package dev.bongsu.template;

/** How a body is judged. */
enum Judgement {
  /**
   * While its author waits for the answer: what is too long for a channel whatever the parameters,
   * and what is only ever a mistake, is told too.
   */
  OF_AUTHOR,

  /**
   * While somebody waits for the answer, of words that were taken before or are no template's: as
   * {@link #OF_AUTHOR}, but for mistakes that an earlier release let pass and that do no harm.
   */
  OF_USER,

  /**
   * After it was taken, perhaps by an earlier release that let more pass: what is too long for one
   * channel fails there, and the others go on.
   */
  OF_STORED
}
