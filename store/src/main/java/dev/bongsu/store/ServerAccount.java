package dev.bongsu.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose rights the server runs with. PostgreSQL refuses to be root; when we are, it gets the
 * account {@code postgres} or else {@code nobody}, by {@code setpriv} of util-linux.
 *
 * @param user null to run with our own rights
 */
record ServerAccount(@Nullable UserPrincipal user) {
  private static final Logger LOG = LoggerFactory.getLogger(ServerAccount.class);
  private static final List<String> CANDIDATES = List.of("postgres", "nobody");
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  /** The account for a server whose files are below this directory. */
  static ServerAccount of(Path directory) throws IOException {
    if (!isAnother()) {
      return new ServerAccount(null);
    }
    if (!Files.isExecutable(SETPRIV)) {
      throw new DatabaseStartException(
          "as root, the embedded database needs " + SETPRIV + " (util-linux) to give up its rights",
          null);
    }
    Path data = directory.resolve("data");
    if (Files.exists(data) && !Files.getOwner(data).getName().equals("root")) {
      return new ServerAccount(Files.getOwner(data));
    }
    var lookup = directory.getFileSystem().getUserPrincipalLookupService();
    for (String name : CANDIDATES) {
      try {
        return new ServerAccount(lookup.lookupPrincipalByName(name));
      } catch (UserPrincipalNotFoundException e) {
        LOG.debug("there is no account {}", name);
      }
    }
    throw new DatabaseStartException(
        "as root, the embedded database needs an account postgres or nobody to run with", null);
  }

  /** Whether a server gets another account than ours. */
  static boolean isAnother() {
    return System.getProperty("user.name").equals("root");
  }

  /** What to put before a command so that it runs with these rights. */
  List<String> rights(Path directory) throws IOException {
    if (user == null) {
      return List.of();
    }
    var rights =
        Stream.of(
            SETPRIV.toString(),
            "--reuid=" + user.getName(),
            "--regid=" + group(user.getName()),
            "--clear-groups");
    Path closed = closedParent(directory);
    if (closed == null) {
      return Stream.concat(rights, Stream.of("--inh-caps=-all", "--bounding-set=-all")).toList();
    }
    // Opening somebody else's directory is not ours to do; reading past it is the least that helps.
    LOG.warn(
        "{} is closed to {}: the database runs with CAP_DAC_READ_SEARCH (chmod o+x it to avoid that)",
        closed,
        user.getName());
    return Stream.concat(
            rights,
            Stream.of(
                "--securebits=+no_setuid_fixup",
                "--inh-caps=-all,+dac_read_search",
                "--ambient-caps=-all,+dac_read_search",
                "--bounding-set=-all,+dac_read_search"))
        .toList();
  }

  /** Makes a directory that the server may write to and nobody else may look into. */
  void makePrivateDirectory(Path path) throws IOException {
    Files.createDirectory(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    give(path);
  }

  /** Makes a file theirs that we made. */
  void give(Path path) throws IOException {
    if (user != null) {
      Files.setOwner(path, user);
    }
  }

  private static String group(String user) throws IOException {
    Process id = new ProcessBuilder("id", "-g", user).redirectErrorStream(true).start();
    String answer = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (answer.isEmpty() || !answer.chars().allMatch(Character::isDigit)) {
      throw new IOException("wanted the group of " + user + " but `id -g` said: " + answer);
    }
    return answer;
  }

  private static @Nullable Path closedParent(Path directory) throws IOException {
    for (Path each = directory.toRealPath(); each != null; each = each.getParent()) {
      if (!Files.getPosixFilePermissions(each).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return each;
      }
    }
    return null;
  }
}
