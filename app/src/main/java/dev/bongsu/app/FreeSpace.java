package dev.bongsu.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks how much room is left where the data is, so that neither log nor database ever meets a full
 * disk: a broker that does gives up, and a database that does starts over. Below what is wanted
 * nothing new is accepted; below half of it nothing that was accepted is worked on either.
 */
final class FreeSpace implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(FreeSpace.class);
  private static final long MEGABYTE = 1L << 20;

  private final Path directory;
  private final long wantedBytes;
  private final Measure measure;
  private final Consumer<@Nullable String> pause;
  private Stage stage = Stage.ENOUGH;
  private volatile @Nullable String problem;

  /** How much is left. */
  @FunctionalInterface
  interface Measure {
    /** The bytes that this process may still write. */
    long freeBytes() throws IOException;
  }

  private enum Stage {
    ENOUGH,
    SCARCE,
    LAST
  }

  /**
   * Nothing is looked at yet.
   *
   * @param directory what to call the place
   * @param pause told why all work is to stop, and null when it may go on
   */
  FreeSpace(Path directory, long wantedBytes, Measure measure, Consumer<@Nullable String> pause) {
    this.directory = directory;
    this.wantedBytes = wantedBytes;
    this.measure = measure;
    this.pause = pause;
  }

  /** What is left on the file system of a directory, for whoever is not its superuser. */
  static Measure of(Path directory) {
    return () -> Files.getFileStore(directory).getUsableSpace();
  }

  /**
   * Log and database must not even begin where they could not write down how they begin.
   *
   * @throws StartException naming the directory, if less than half of what is wanted is left
   */
  static void require(Path directory, long wantedBytes) throws StartException {
    try {
      long free = of(directory).freeBytes();
      if (free < wantedBytes / 2) {
        throw StartException.failure(
            "wanted at least %d MB of free space in %s but found %d MB"
                .formatted(wantedBytes / 2 / MEGABYTE, directory, free / MEGABYTE));
      }
    } catch (IOException e) {
      throw StartException.failure("cannot tell how much space is left in " + directory + ": " + e);
    }
  }

  /** Why nothing new is accepted, null while it is. */
  @Nullable String problem() {
    return problem;
  }

  /** Looks, and says in one line if something has changed. */
  @Override
  public void run() {
    try {
      look(measure.freeBytes());
    } catch (IOException e) {
      LOG.warn("it cannot be told how much space is left in {}: {}", directory, e.toString());
    }
  }

  private void look(long free) {
    Stage before = stage;
    stage = stage(free);
    if (stage != Stage.ENOUGH) {
      problem =
          "only %d MB are free in %s and %d MB are wanted: nothing new is accepted%s"
              .formatted(
                  free / MEGABYTE,
                  directory,
                  wantedBytes / MEGABYTE,
                  stage == Stage.LAST ? ", and what was accepted waits" : "");
    }
    if (stage == before) {
      return;
    }
    switch (stage) {
      case ENOUGH -> {
        problem = null;
        LOG.info("{} MB are free in {}: work goes on", free / MEGABYTE, directory);
      }
      case SCARCE, LAST -> LOG.error("{}", problem);
    }
    pause.accept(stage == Stage.LAST ? problem : null);
  }

  /** A little more must be free to go on than not to stop, or it would stop and go all the time. */
  private Stage stage(long free) {
    long margin = wantedBytes / 8;
    if (free < wantedBytes / 2 + (stage == Stage.LAST ? margin : 0)) {
      return Stage.LAST;
    }
    return free < wantedBytes + (stage == Stage.ENOUGH ? 0 : margin) ? Stage.SCARCE : Stage.ENOUGH;
  }
}
