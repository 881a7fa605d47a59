package dev.bongsu.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Here to be listed among the commands; the launcher runs it, since it needs the sources. */
@Command(
    name = "test",
    description = "Checks formatting, dependencies and architecture, and runs every test.",
    mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
  @Override
  public Integer call() throws StartException {
    throw StartException.failure("test runs from a checkout of the sources: ./bongsu test");
  }
}
