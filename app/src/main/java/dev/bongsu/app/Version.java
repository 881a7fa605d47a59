package dev.bongsu.app;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** Which Bongsu this is. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"bongsu " + Objects.requireNonNullElse(version, "unreleased")};
  }
}
