package dev.bongsu.bench;

import java.io.IOException;
import java.io.PrintStream;

/** One thing that is measured. */
interface Scenario {
  /** The name on the command line. */
  String name();

  /** What it measures, in a sentence. */
  String description();

  /** Measures it; {@code progress} hears how it goes. */
  Result run(Options options, PrintStream progress)
      throws BenchException, IOException, InterruptedException;
}
