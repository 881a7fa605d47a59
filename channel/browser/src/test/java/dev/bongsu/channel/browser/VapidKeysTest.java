package dev.bongsu.channel.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VapidKeysTest {
  @TempDir Path directory;

  @Test
  void the_public_half_is_found_from_the_private_one() throws Exception {
    for (int i = 0; i < 20; i++) {
      KeyPair pair = Curve.PLAIN.generator().generateKeyPair();
      String pem =
          "-----BEGIN PRIVATE KEY-----\n"
              + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
              + "\n-----END PRIVATE KEY-----\n";

      assertThat(VapidKeys.ofPem(pem).orElseThrow().publicKey()).isEqualTo(pair.getPublic());
    }
  }

  @Test
  void keys_are_made_once_and_kept_for_their_owner_only() throws Exception {
    Path file = directory.resolve("webpush.key");

    VapidKeys made = VapidKeys.kept(file);
    VapidKeys again = VapidKeys.kept(file);

    assertThat(again.publicText()).isEqualTo(made.publicText()).matches("B[\\w-]{86}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void processes_that_start_at_once_get_the_same_keys() throws Exception {
    Path file = directory.resolve("webpush.key");
    List<Callable<String>> starts =
        IntStream.range(0, 8)
            .<Callable<String>>mapToObj(_ -> () -> VapidKeys.kept(file).publicText())
            .toList();

    try (var threads = Executors.newFixedThreadPool(8)) {
      List<String> keys =
          threads.invokeAll(starts).stream().map(each -> each.resultNow()).distinct().toList();
      assertThat(keys).hasSize(1);
    }
  }

  @Test
  void a_file_with_something_else_is_told_and_not_replaced() throws Exception {
    Path file = directory.resolve("webpush.key");
    Files.writeString(file, "no key");

    assertThatThrownBy(() -> VapidKeys.kept(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("webpush.key");
    assertThat(file).hasContent("no key");
  }

  @Test
  void the_private_key_is_never_shown() throws Exception {
    VapidKeys keys = VapidKeys.kept(directory.resolve("webpush.key"));

    assertThat(keys.toString()).isEqualTo("VAPID key " + keys.publicText());
  }
}
